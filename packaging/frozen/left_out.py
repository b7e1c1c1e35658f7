"""What the frozen program does without, and which of the machine's libraries it brings along."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

_MODULES = """
tkinter _tkinter IPython ipykernel matplotlib PIL pandas scipy torch bokeh pyarrow
pytest _pytest xdist mypy mypyc ruff babel jsonschema moto boto3 datasette flask tincan
setuptools pkg_resources pip wheel distutils lib2to3 pydoc_data turtle idlelib
curses readline dbm.gnu dbm.ndbm _dbm _gdbm numpy.f2py numpy.distutils jupyter_server_proxy
"""  # some library would use them if they were there
_QT_MODULES = """
Qml Quick QuickWidgets WebEngineCore WebEngineWidgets WebChannel Pdf PdfWidgets Sql Test UiTools Help
Designer 3DCore Bluetooth
"""  # no screen uses them

MODULES = (*_MODULES.split(), *(f"PySide6.Qt{each}" for each in _QT_MODULES.split()))

_QT = (
    # a keyboard on the screen, drawings in 3D and what else is written in QML; Qt6Qml and Qt6Quick stay, for
    # the player's ffmpeg plugin is linked with them
    r"(lib)?Qt6(Quick[A-Z0-9]|VirtualKeyboard|Pdf|Sql|Test|3D|Web|Labs|Designer|EglF[Ss])",
    r"plugins/(virtualkeyboard|qmltooling|sqldrivers|designer|position|sensors|webview|canbus|generic)/",
    r"plugins/(egldeviceintegrations|vectorimageformats|networkinformation)/",
    r"plugins/platforminputcontexts/.*virtualkeyboard",
    r"plugins/imageformats/.*q(pdf|icns|tga|tiff|wbmp)\b",
    # screens without a desktop: nobody rehearses on a bare console
    r"plugins/platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc|minimal)\.so",
    r"plugins/texttospeech/.*mock",
    r"opengl32sw\.dll",
    r"/qml/",
    r"/translations/",  # the app brings Qt's words in all its languages itself
)
_PYTHON = (r"(^|/)numpy/.*/tests/", r"\.(pyi|pxd|h|lib|a)$", r"(^|/)PKG-INFO$")
_LEFT_OUT = re.compile("|".join((*_QT, *_PYTHON)))

BROUGHT_ALONG = re.compile(
    r"^lib(xcb-(cursor|icccm|image|keysyms|render-util|util)"
    r"|python3|ssl|crypto|sqlite3|ffi|lzma|bz2|z|mpdec|uuid|crypt|nsl|tirpc)[-.\d]"
)
"""The machine's libraries that come along, so that the program behaves alike everywhere.

They are those that Python itself needs, and the small ones of Qt's that few desktops have and that speak to
nothing but libxcb. All others (X11, OpenGL, fontconfig, PulseAudio, PortAudio …) must fit the machine they
run on and are declared as dependencies.
"""


def is_left_out(name: str) -> bool:
    """Whether a file is left out; `name` is its place in the program's folder."""
    return bool(_LEFT_OUT.search(PurePosixPath(name.replace("\\", "/")).as_posix()))


def is_of_the_machine(source: str, packages: tuple[Path, ...]) -> bool:
    """Whether a library at `source` belongs to this Linux and is to be found on every other one, too.

    `packages` are the folders whose libraries always come along: Python's own and the installed packages'.
    """
    path = Path(source)
    if any(path.is_relative_to(each) or path.resolve().is_relative_to(each.resolve()) for each in packages):
        return False
    return not BROUGHT_ALONG.match(path.name)
