/** Command `npm run site -- --site-url URL`: the copy of the report in out/ that is published. */
import { type CommandLine, readWords } from "./command-line.ts";
import { printError } from "./console/error.ts";
import { createNodeEffects } from "./node-effects.ts";
import { makeSite } from "./site/make-site.ts";
import { parseSiteUrl } from "./site/site-url.ts";

const line: CommandLine = {
  command: "npm run site",
  options: {
    "site-url": { type: "string" },
    from: { type: "string" },
    out: { type: "string" },
    help: { type: "boolean" },
  },
};

const usage = `npm run site -- --site-url URL [options]

  --site-url URL   where the report will stand, e.g. https://owner.github.io/report/
  --from DIR       the report to publish, instead of out/
  --out DIR        write there instead of out.site/
  --help           print this`;

const effects = createNodeEffects(process.cwd(), new AbortController().signal);
try {
  const given = readWords(process.argv.slice(2), line);
  if (given.has("help")) effects.terminal.line(usage);
  else {
    const siteUrl = parseSiteUrl(given.get("site-url"));
    const options = { siteUrl, from: given.get("from") ?? "out", out: given.get("out") ?? "out.site" };
    effects.terminal.line(`${await makeSite(options, effects)} is ready for ${siteUrl}`);
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
