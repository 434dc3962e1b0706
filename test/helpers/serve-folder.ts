/** Serves a folder on this machine, below a path that the pages cannot know. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".woff2": "font/woff2",
};

/** The path of the folder on the server. */
export const SERVED_BELOW = "/some/where/";

/** Calls `body` with the address of the folder, which ends with a slash. */
export async function withServer(folder: string, body: (address: string) => Promise<void>): Promise<void> {
  const server = createServer(async ({ url = "" }, response) => {
    const file = path.join(folder, url.replace(SERVED_BELOW, ""));
    response.setHeader("Content-Type", types[path.extname(file)] ?? "text/html");
    response.end(await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await body(`http://127.0.0.1:${port}${SERVED_BELOW}`);
  } finally {
    server.close();
  }
}
