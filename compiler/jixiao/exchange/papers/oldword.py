"""Old Word files (.doc), through LibreOffice where it is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SECONDS = 180


def office() -> str:
    """The program that converts; empty where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), "")
    return found or next((place for place in _PLACES if os.access(place, os.X_OK)), "")


def converted(path: Path) -> tuple[bytes | None, str]:
    """A .doc as .docx; else why not, in Chinese."""
    program = office()
    if not program:
        return None, "这是旧格式的 Word 文件（.doc），本机没有安装 LibreOffice，不能转换"
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        # A copy under a plain name, and a profile of its own: a running office would swallow the call.
        source, made = Path(folder, "paper.doc"), Path(folder, "out", "paper.docx")
        shutil.copyfile(path, source)
        profile = Path(folder, "profile").as_uri()
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            str(made.parent),
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - our own arguments
            return made.read_bytes(), ""
        except subprocess.TimeoutExpired:
            return None, f"LibreOffice 转换了 {_SECONDS} 秒还没有完，已经停下"
        except OSError:
            return None, "LibreOffice 没有转换成功，文件可能损坏或者加了密码"
