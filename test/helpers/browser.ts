/** A real browser for tests: Chromium from npm on x64 Linux, an installed Chrome or Chromium elsewhere. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { type Browser, chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const packageFolder = path.resolve(path.dirname(require.resolve("@sparticuz/chromium")), "..", "..");
const cache = fileURLToPath(new URL("../../.cache/chromium", import.meta.url));

/** Replaces the package's own file, whose folders do not exist here: without any font, web fonts fail to load too. */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Starts a browser; the caller closes it. */
export async function startBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];
  if (process.platform !== "linux" || process.arch !== "x64") {
    return chromium.launch({ channel: "chrome", args });
  }
  const folder = await unpackChromium();
  return chromium.launch({
    executablePath: path.join(folder, "chromium"),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(folder, "al2023", "lib"),
      FONTCONFIG_PATH: path.join(folder, "fonts"),
    },
  });
}

/** Unpacks the package's archives, once for each version of the package; atomic. */
async function unpackChromium(): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    await readFile(path.join(packageFolder, "package.json"), "utf8"),
  );
  const folder = path.join(cache, version);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  for (const name of ["al2023", "fonts"]) {
    await mkdir(path.join(partial, name));
    extractTar(await unpack(`${name}.tar.br`), path.join(partial, name));
  }
  await writeFile(path.join(partial, "fonts", "fonts.conf"), FONTS_CONF);
  await writeFile(path.join(partial, "chromium"), await unpack("chromium.br"));
  await chmod(path.join(partial, "chromium"), 0o755);
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

async function unpack(file: string): Promise<Buffer> {
  return brotliDecompressSync(await readFile(path.join(packageFolder, "bin", file)));
}

function extractTar(archive: Buffer, folder: string): void {
  const { status, stderr } = spawnSync("tar", ["-x", "-C", folder], { input: archive });
  if (status !== 0) throw new Error(`tar failed: ${stderr}`);
}
