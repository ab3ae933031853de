"""A new case from one that works: the files of a built-in case in a folder of one's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tenor.core.errors import UnknownNameError, UserError
from tenor.panel.case.folder import RESULTS, built_in_cases, built_in_folder


def copy_case(name: str, folder: str | os.PathLike[str]) -> Path:
    """Copy a built-in case into a new folder and return the folder.

    Reviewed results are left out: they are those of the original. The name of the
    folder is the name of the case and stands in no file.

    Parameters
    ----------
    name : str
        A built-in case.
    folder : str or path
        Where to; it may exist if it is empty.

    Raises
    ------
    UnknownNameError
        No built-in case has the name.
    UserError
        The folder is a file or holds something, bears the name of a built-in case (which
        it would hide), or cannot be written.
    """
    if name not in built_in_cases():
        raise UnknownNameError("built-in case", name, built_in_cases())
    target = Path(folder)
    if target.absolute().name in built_in_cases():
        raise UserError(
            f"{os.fspath(folder)!r} is the name of a built-in case, which the folder would hide; "
            "choose another name"
        )
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UserError(f"{os.fspath(folder)!r} exists and is not an empty folder")
        unwanted = shutil.ignore_patterns(RESULTS, "__pycache__")
        shutil.copytree(built_in_folder(name), target, ignore=unwanted, dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"cannot write {os.fspath(folder)!r}: {reason}") from error
    return target
