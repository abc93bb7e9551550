"""Recipe 4: write ``models/SHA256SUMS`` over everything that ships, after the other recipes ran.

    python models/seal.py

Every file of ``models/base`` and ``models/heads`` is listed; ``analyzer models --verify`` and
every loading of a model compare with it. Fails where what ships exceeds 90 MB, or one file 50 MB.
"""

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
TOTAL, EACH = 90_000_000, 50_000_000

if __name__ == "__main__":
    files = sorted(p for folder in ("base", "heads") for p in (HERE / folder).rglob("*") if p.is_file())
    sizes = {path: path.stat().st_size for path in files}
    if sum(sizes.values()) > TOTAL or max(sizes.values()) > EACH:
        sys.exit(f"too large: {sum(sizes.values())} bytes in all (at most {TOTAL}), {max(sizes.values())} in one (at most {EACH})")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(HERE).as_posix()}\n" for p in files]
    (HERE / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    print(f"{len(files)} files, {sum(sizes.values()) / 1e6:.1f} MB")
