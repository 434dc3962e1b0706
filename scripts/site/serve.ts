/** Serves a folder as GitHub Pages would: below a sub-path, with its own page for wrong addresses. */
import { createServer, type Server } from "node:http";
import path from "node:path";
import type { Disk } from "../effects.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
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
}

/** What the server says to a request for a path such as "/report/figures/09-gap.svg". */
export async function answer(url: string, folder: string, base: string, disk: Disk): Promise<Answer> {
  const wanted = URL.canParse(url, "http://localhost")
    ? decoded(new URL(url, "http://localhost").pathname)
    : undefined;
  if (wanted?.startsWith(base)) {
    const inside = wanted.slice(base.length);
    const file = path.join(folder, inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside);
    const isInside = file.startsWith(folder + path.sep) && !inside.includes("..");
    if (isInside && (await disk.kind(file)) === "file") {
      return { status: 200, type: typeOf(file), body: await disk.readBytes(file) };
    }
  }
  const own = await disk.maybeText(path.join(folder, "404.html"));
  return { status: 404, type: typeOf(".html"), body: own ?? `not found; the report is at ${base}\n` };
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

const typeOf = (file: string): string => types[path.extname(file)] ?? "text/plain; charset=utf-8";

/** Serves on loopback until the server is closed; resolves with it once it listens. Port 0 takes a free one. */
export function serve(folder: string, base: string, port: number, disk: Disk): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request.url ?? "/", folder, base, disk).then(
      ({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body),
      () => response.writeHead(500).end("the file could not be read\n"),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
