document.documentElement.classList.add("js", "booting");
