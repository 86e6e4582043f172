"""Put a changed function in the place of the one that runs, without a new import.

A process that has read the package and its tests is forked for every wrong version;
only the code of one function is another one then. What is no function, a constant say,
is put in by a copy of the package instead.
"""

import gc
from types import CodeType, FunctionType

from touched import PACKAGE


def functions_in(code: CodeType, name: str) -> list[CodeType]:
    """The code of the functions of a module that have this name, "f" or "C.m"."""
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    first, _, rest = name.partition(".")
    found = [part for part in inner if part.co_name == first]
    if rest:
        return [code for part in found for code in functions_in(part, rest)]
    return found


def patch(module: str, name: str, source: str) -> bool:
    """Give the live function the code it has in this source, if there is such a one.

    >>> patch("display.py", "no_such_function", "")
    False
    """
    file = str(PACKAGE / module)
    before = compile((PACKAGE / module).read_text(encoding="utf-8"), file, "exec")
    old, new = (
        functions_in(code, name) for code in (before, compile(source, file, "exec"))
    )
    if len(old) != 1 or len(new) != 1:
        return False
    if old[0].co_freevars != new[0].co_freevars:
        return False
    live = [
        found
        for found in gc.get_objects()
        if isinstance(found, FunctionType)
        and found.__code__.co_filename == file
        and found.__code__.co_qualname == old[0].co_qualname
        and found.__code__.co_firstlineno == old[0].co_firstlineno
    ]
    for function in live:
        function.__code__ = new[0]
    return bool(live)
