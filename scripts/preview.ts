/** Serves a folder as GitHub Pages would: below a sub-path, with its own page for wrong addresses. */
import { createServer, type Server } from "node:http";
import path from "node:path";
import { type CommandLine, mistake, printError, readWords } from "./base/command.ts";
import type { Disk } from "./base/effects.ts";
import { createNodeEffects } from "./base/node-effects.ts";

const html = "text/html; charset=utf-8";
const plain = "text/plain; charset=utf-8";
const types: Readonly<Record<string, string>> = {
  ".html": html,
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".pdf": "application/pdf",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".woff2": "font/woff2",
  ".zip": "application/zip",
};

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Where to look instead. */
  readonly location?: string;
}

/** What the server says to a request for a path such as "/report/figures/09-gap.svg". */
export async function answer(url: string, folder: string, base: string, disk: Disk): Promise<Answer> {
  const wanted = URL.canParse(url, "http://localhost")
    ? decoded(new URL(url, "http://localhost").pathname)
    : undefined;
  const inside = `${wanted}/`.startsWith(base) ? wanted?.slice(base.length) : undefined;
  const found =
    inside === undefined || inside.includes("..") ? undefined : await lookUp(inside, folder, disk);
  // The folder itself is found without its slash too, and the links of its page are relative to what is asked for.
  if (found?.kind === "folder" || `${wanted}/` === base) {
    return { status: 301, type: plain, body: "", location: encodeURI(`${wanted}/`) };
  }
  if (found?.kind === "file") {
    return { status: 200, type: typeOf(found.file), body: await disk.readBytes(found.file) };
  }
  const own = await disk.maybeText(path.join(folder, "404.html"));
  return own === undefined
    ? { status: 404, type: plain, body: `not found; the report is at ${base}\n` }
    : { status: 404, type: html, body: own };
}

async function lookUp(inside: string, folder: string, disk: Disk) {
  const isPage = inside === "" || inside.endsWith("/");
  const file = path.join(folder, isPage ? `${inside}index.html` : inside);
  if (!file.startsWith(folder + path.sep)) return undefined;
  return { file, kind: await disk.kind(file) };
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

const typeOf = (file: string): string => types[path.extname(file)] ?? plain;

/** Serves on loopback until the server is closed; resolves with it once it listens. Port 0 takes a free one. */
export function serve(folder: string, base: string, port: number, disk: Disk): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request.url ?? "/", folder, base, disk).then(
      ({ status, type, body, location }) =>
        response
          .writeHead(status, { "content-type": type, ...(location === undefined ? {} : { location }) })
          .end(body),
      () => response.writeHead(500).end("the file could not be read\n"),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

const line: CommandLine = {
  command: "npm run preview",
  options: { from: { type: "string" }, port: { type: "string" }, help: { type: "boolean" } },
};
const BASE = "/report/";

const usage = `npm run preview -- [options]

  --from DIR   serve this folder instead of out/
  --port N     on this port; a free one unless given
  --help       print this`;

const effects = createNodeEffects(process.cwd(), new AbortController().signal);
try {
  const given = readWords(process.argv.slice(2), line);
  if (given.has("help")) effects.terminal.line(usage);
  else {
    const folder = path.resolve(effects.root, given.get("from") ?? "out");
    const port = Number(given.get("port") ?? 0);
    if (!(Number.isInteger(port) && port >= 0 && port < 65536)) throw mistake("invalid --port", line);
    if ((await effects.disk.kind(path.join(folder, "index.html"))) !== "file") {
      throw mistake(`no report in ${folder}; npm run build writes one`, line);
    }
    const address = (await serve(folder, BASE, port, effects.disk)).address();
    const shown = typeof address === "object" && address !== null ? address.port : port;
    effects.terminal.line(`http://127.0.0.1:${shown}${BASE}`);
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
