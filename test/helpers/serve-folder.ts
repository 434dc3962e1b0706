/** Serves a folder on this machine, below a path that the pages cannot know. */
import { nodeDisk } from "../../scripts/system/node-disk.ts";
import { addressOf, serve } from "../../scripts/system/serve-folder.ts";

/** The path of the folder on the server. */
export const SERVED_BELOW = "/some/where/";

/** Calls `body` with the address of the folder, which ends with a slash. */
export async function withServer(folder: string, body: (address: string) => Promise<void>): Promise<void> {
  const server = await serve(folder, SERVED_BELOW, 0, nodeDisk);
  try {
    await body(addressOf(server, SERVED_BELOW));
  } finally {
    server.close();
  }
}
