/* Draws the pictures when they come near, opens traces, follows the reader.
   Nothing here asks the network for anything. */
(() => {
  "use strict";
  const doc = document;
  const root = doc.documentElement;
  const NARROW = 560;
  const palettes = JSON.parse(doc.getElementById("palettes").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const phone = matchMedia("(max-width: 1099px)");
  const charts = [...doc.querySelectorAll(".chart")];
  let printing = false;

  /* ---- pictures ---- */

  const config = {
    displayModeBar: false,
    displaylogo: false,
    scrollZoom: false,
    doubleClick: false,
    showTips: false,
    responsive: false,
    plotlyServerURL: "",
  };

  function plotly() {
    if (!window.Plotly) {
      const script = doc.createElement("script");
      script.textContent = doc.getElementById("plotly").textContent;
      doc.head.append(script);
    }
    return window.Plotly;
  }

  function figure(id, variant, mode) {
    const held = doc.querySelector(
      `script[data-figure="${id}"][data-variant="${variant}"]`,
    );
    const colours = palettes[mode];
    const text = held.textContent.replace(/#01f0[0-9a-f]{2}/g, (token) => colours[token]);
    return JSON.parse(text);
  }

  const folded = (chart) => chart.closest("details:not([open])") !== null;

  function draw(chart) {
    const paper = chart.closest(".row") ? 340 : 700;
    const width = printing ? paper : Math.floor(chart.clientWidth);
    if (width < 50 || folded(chart)) return;
    const variant = width < NARROW ? "narrow" : "wide";
    const mode = dark.matches && !printing ? "dark" : "light";
    const state = `${variant} ${mode} ${width}`;
    if (chart.dataset.state === state) return;
    const { data, layout } = figure(chart.dataset.picture, variant, mode);
    if (layout.meta === "aspect") layout.height = Math.round((layout.height * width) / layout.width);
    layout.width = width;
    plotly().react(chart, data, layout, config);
    chart.dataset.state = state;
    chart.style.setProperty("--w", width);
    chart.style.setProperty("--h", layout.height);
    for (const svg of chart.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${width} ${layout.height}`);
    }
  }

  const drawn = (chart) => "state" in chart.dataset;

  function redraw() {
    charts.filter(drawn).forEach(draw);
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          draw(entry.target);
        }
      }
    },
    { rootMargin: "600px 0px" },
  );

  /* What is out of sight is drawn in idle moments, so that print finds it ready. */
  const idle = window.requestIdleCallback || ((call) => setTimeout(call, 60));
  function drawNext() {
    const next = charts.find((chart) => !drawn(chart) && !folded(chart));
    if (next) draw(next);
    if (!next || !drawn(next)) {
      root.dataset.drawn = "all";
      return;
    }
    idle(drawNext);
  }

  let waiting = 0;
  const sizes = new ResizeObserver(() => {
    if (printing) return;
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 120);
  });

  function beforePrint() {
    if (printing) return;
    printing = true;
    for (const fold of doc.querySelectorAll(".fold:not(.noprint):not([open])")) {
      fold.open = true;
      fold.dataset.folded = "";
    }
    charts.forEach(draw);
  }

  function afterPrint() {
    if (!printing) return;
    printing = false;
    for (const fold of doc.querySelectorAll("[data-folded]")) {
      fold.open = false;
      delete fold.dataset.folded;
    }
    redraw();
  }

  /* ---- traces ---- */

  const panel = doc.getElementById("panel");
  const body = panel.querySelector(".body");
  const back = panel.querySelector(".back");
  const records = new Map();
  for (const row of doc.querySelectorAll(".trace")) records.set(row.dataset.record, row);
  let trail = [];

  function show(id, cell) {
    const record = records.get(id).cloneNode(true);
    record.removeAttribute("id");
    record.hidden = false;
    body.replaceChildren();
    if (cell) {
      const line = doc.createElement("p");
      line.className = "cell";
      line.textContent = `The value ${cell} is one of the series below.`;
      body.append(line);
    }
    body.append(record);
    body.scrollTop = 0;
    back.hidden = trail.length < 2;
  }

  function open(link) {
    const id = link.dataset.trace;
    if (!records.has(id)) return false;
    if (!panel.open) trail = [];
    const cell = link.classList.contains("s") ? link.textContent : "";
    trail.push([id, cell]);
    show(id, cell);
    if (!panel.open) panel.showModal();
    return true;
  }

  doc.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-trace]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (open(link)) event.preventDefault();
  });
  back.addEventListener("click", () => {
    trail.pop();
    show(...trail[trail.length - 1]);
    panel.querySelector(".close").focus();
  });
  panel.querySelector(".close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });

  /* ---- table of contents ---- */

  const contents = doc.querySelector("#contents details");
  const here = doc.querySelector("#contents .here");
  const links = new Map();
  for (const link of doc.querySelectorAll("#contents a")) {
    links.set(link.getAttribute("href").slice(1), link);
  }
  const marks = [...links.keys()].map((id) => doc.getElementById(id));

  function follow() {
    const line = Math.min(innerHeight * 0.3, 240);
    let current = marks[0];
    for (const mark of marks) {
      if (mark.getBoundingClientRect().top <= line) current = mark;
    }
    for (const [id, link] of links) {
      if (id === current.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    here.textContent = links.get(current.id).textContent;
  }

  let asked = false;
  addEventListener(
    "scroll",
    () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        follow();
      });
    },
    { passive: true },
  );
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && phone.matches) contents.open = false;
  });

  function fold() {
    contents.open = !phone.matches;
  }

  /* ---- tables: what scrolls can be reached by keyboard ---- */

  function reach() {
    for (const box of doc.querySelectorAll(".tablebox:not([tabindex])")) {
      if (box.scrollWidth > box.clientWidth + 1) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", box.querySelector("caption").textContent);
      }
    }
  }

  /* ---- the register: rows that hold every word asked for ---- */

  const search = doc.querySelector(".search");
  const field = search.querySelector("input");
  const found = search.querySelector(".found");
  const texts = new Map();

  function filter() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of records.values()) {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
      row.hidden = !words.every((word) => texts.get(row).includes(word));
      if (!row.hidden) count += 1;
    }
    found.textContent = words.length ? `${count} of ${records.size} shown` : "";
  }

  function unfold(id) {
    const row = doc.getElementById(id);
    if (row && row.hidden) {
      field.value = "";
      filter();
    }
  }

  /* ---- start ---- */

  for (const data of doc.querySelectorAll("details.data")) data.open = false;
  fold();
  root.classList.remove("booting");
  follow();
  reach();
  search.hidden = false;
  field.addEventListener("input", filter);
  addEventListener("hashchange", () => unfold(location.hash.slice(1)));
  phone.addEventListener("change", fold);
  dark.addEventListener("change", redraw);
  matchMedia("print").addEventListener("change", (query) => {
    if (query.matches) beforePrint();
    else afterPrint();
  });
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  for (const chart of charts) {
    near.observe(chart);
    sizes.observe(chart);
  }
  for (const fold of doc.querySelectorAll("details.fold")) {
    fold.addEventListener("toggle", () => fold.querySelectorAll(".chart").forEach(draw));
  }
  for (const part of doc.querySelectorAll("main details")) part.addEventListener("toggle", reach);
  addEventListener("resize", reach);
  addEventListener("load", () => setTimeout(() => idle(drawNext), 200));
})();
