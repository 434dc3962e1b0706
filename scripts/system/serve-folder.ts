/**
 * Serves a report on this machine as a static host would: below a sub-path, and with the report's own 404 page. Opens pages
 * in the system's browser.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import type { Disk, Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";

/** The sub-path, as on GitHub Pages. */
export const BASE = "/report/";

/** The part of a disk that a server reads. */
export type ServedDisk = Pick<Disk, "kind" | "readBytes" | "maybeText">;

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
  ".wasm": "application/wasm",
  ".bin": "application/octet-stream",
};

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Target of a redirect. */
  readonly location?: string;
}

/** The answer to a request for a path such as "/report/figures/09-gap.svg"; `base` is the sub-path of `folder`. */
export async function answer(url: string, folder: string, base: string, disk: ServedDisk): Promise<Answer> {
  const wanted = URL.canParse(url, "http://localhost")
    ? decoded(new URL(url, "http://localhost").pathname)
    : undefined;
  const inside = `${wanted}/`.startsWith(base) ? wanted?.slice(base.length) : undefined;
  const found =
    inside === undefined || inside.includes("..") ? undefined : await lookUp(inside, folder, disk);
  // A folder without its slash redirects, because relative links on its page resolve against the requested path.
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

async function lookUp(inside: string, folder: string, disk: ServedDisk) {
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

/** Serves `folder` on loopback and resolves once the server listens. Port 0 takes a free port. */
export function serve(folder: string, base: string, port: number, disk: ServedDisk): Promise<Server> {
  return listen(({ url }, response) => respond(response, answer(url ?? "/", folder, base, disk)), port);
}

export function respond(response: ServerResponse, answer: Promise<Answer>): void {
  answer.then(
    ({ status, type, body, location }) =>
      response
        .writeHead(status, { "content-type": type, ...(location === undefined ? {} : { location }) })
        .end(body),
    () => response.writeHead(500).end("the file could not be read\n"),
  );
}

/** Listens on loopback. Throws a ReportError if the port is taken. */
export function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  port: number,
): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new ReportError(`port ${port} is taken`, {
              help: "choose another with --port, or leave the option out for a free one",
            })
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/** The address of a server's files; it ends with a slash. */
export function addressOf(server: Server, base = BASE): string {
  const address = server.address();
  if (typeof address !== "object" || address === null)
    throw new Error("the server does not listen on a port");
  return `http://127.0.0.1:${address.port}${base}`;
}

/** Each system's own program, with the arguments before the address. */
const openers: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ["open"],
  // The empty argument is the window's title, for which `start` would take an address in quotes.
  win32: ["cmd", "/c", "start", ""],
};

/** Opens an address or a file. If that fails, prints what to open by hand. */
export async function openPage(
  address: string,
  { machine, launch, terminal }: Pick<Effects, "machine" | "launch" | "terminal">,
): Promise<void> {
  const [system = ""] = machine.platform.split(" ");
  const [program, ...args] = openers[system] ?? ["xdg-open"];
  if (await launch(program, [...args, address])) return;
  terminal.error(`no browser was opened: ${program} is missing or failed; open ${address} yourself`);
}
