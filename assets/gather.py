"""Copies the few files that pages and bulletins carry out of the npm packages, with a manifest of what came from where.

Into ``holdfire/web/static/vendor`` go scripts, styles and web fonts; into ``holdfire/publish/fonts`` the fonts that bulletins are
set in. Both are made at set-up and ship in the wheel; neither is committed.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
VENDOR = HERE.parent / "holdfire" / "web" / "static" / "vendor"
FONTS = HERE.parent / "holdfire" / "publish" / "fonts"
WANTED = {
    VENDOR: {
        "htmx.org": ["dist/htmx.min.js"],
        "maplibre-gl": [f"dist/maplibre-gl{rest}" for rest in (".mjs", "-worker.mjs", ".css")],
        "@fontsource/noto-sans": [f"files/noto-sans-{script}-400-normal.woff2" for script in ("latin", "cyrillic")],
        "@fontsource/noto-naskh-arabic": ["files/noto-naskh-arabic-arabic-400-normal.woff2"],
    },
    FONTS: {
        "@expo-google-fonts/noto-sans": [
            "400Regular/NotoSans_400Regular.ttf",
            "400Regular_Italic/NotoSans_400Regular_Italic.ttf",
            "700Bold/NotoSans_700Bold.ttf",
        ],
        "@expo-google-fonts/noto-naskh-arabic": [
            "400Regular/NotoNaskhArabic_400Regular.ttf",
            "700Bold/NotoNaskhArabic_700Bold.ttf",
        ],
    },
}
"""Where to, from which package, which files."""
_MAP_OF_SOURCE = re.compile(rb"\n//# sourceMappingURL=\S+\s*$")
"""The last line of a script that names a file for debuggers, which is not carried along."""


def gather(to: Path, packages: dict[str, list[str]]) -> None:
    """One folder made anew, with its ``manifest.json``: per file its package, version, licence and SHA-256."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    manifest: dict[str, dict[str, str]] = {}
    for package, files in packages.items():
        told = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
        for file in files:
            data = _MAP_OF_SOURCE.sub(b"\n", (PACKAGES / package / file).read_bytes())
            name = Path(file).name
            (to / name).write_bytes(data)
            about = {"package": package, "version": told["version"], "licence": told["license"]}
            manifest[name] = about | {"sha256": hashlib.sha256(data).hexdigest()}
    (to / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    for folder, packages in WANTED.items():
        gather(folder, packages)
