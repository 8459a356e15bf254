// Unpack the browser that @sparticuz/chromium carries into browser/, with the libraries and fonts that come with it.
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createReadStream, createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const here = dirname(fileURLToPath(import.meta.url));
const packed = (name) => createReadStream(join(here, "node_modules/@sparticuz/chromium/bin", name));
const out = join(here, "browser");

await rm(out, { recursive: true, force: true });
await mkdir(out);
await pipeline(packed("chromium.br"), createBrotliDecompress(), createWriteStream(join(out, "chromium")));
await chmod(join(out, "chromium"), 0o755);
for (const name of ["swiftshader", "al2023", "fonts"]) {
  await pipeline(packed(`${name}.tar.br`), createBrotliDecompress(), extract(out));
}

const fonts = join(out, "fonts.conf");
const listed = (await readFile(fonts, "utf8")).replace("/var/task/fonts", join(out, "fonts"));
await writeFile(fonts, listed.replace("/tmp/fonts-cache", join(out, "fonts-cache")));
