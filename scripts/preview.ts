/** Command `npm run preview`: serves the report like GitHub Pages, below a sub-path and with its 404 page. */
import path from "node:path";
import { ReportError } from "./base/errors.ts";
import { defineCommand, startCommand, wholeNumber } from "./system/command.ts";
import { addressOf, BASE, serve } from "./system/serve-folder.ts";

interface PreviewOptions {
  /** The folder to serve, as given on the command line. */
  readonly from: string;
  readonly port: number;
}

export const preview = defineCommand({
  name: "npm run preview",
  purpose: "Serves a built report on this machine, as GitHub Pages would.",
  example: "--from out.site",
  options: {
    from: { value: "DIR", help: "folder to serve (default: out)" },
    port: { value: "N", help: "port to listen on (default: a free one)" },
  },
  read: ({ value }): PreviewOptions => ({
    from: value("from") ?? "out",
    port: wholeNumber("--port", value("port") ?? "0", 0, 65_535),
  }),
  async run({ from, port }, { root, disk, terminal }) {
    const folder = path.resolve(root, from);
    if ((await disk.kind(path.join(folder, "index.html"))) !== "file") {
      throw new ReportError(`no report in ${folder}`, { help: "npm run build writes one" });
    }
    terminal.line(addressOf(await serve(folder, BASE, port, disk)));
    return undefined;
  },
});

await startCommand(preview, import.meta);
