/** A small report in out/, and in later/ the same of a later commit, in which a claim of slide 1 has another outcome. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { makeSite, type SiteOptions } from "../../scripts/site.ts";
import { build, withSmallReport } from "./build.ts";
import type { Project } from "./project.ts";

export const siteUrl = "https://owner.github.io/report/";

export const firstEdition = {
  siteUrl,
  from: "out",
  out: "out.site",
  edition: "2026-12",
} satisfies SiteOptions;
export const secondEdition = { ...firstEdition, from: "later", edition: "2027-03" } satisfies SiteOptions;

export const publish = (options: SiteOptions, { effects }: Project): Promise<string> =>
  makeSite(options, effects);

/** Calls `body` with both reports. */
export function withLaterReport(body: (project: Project) => Promise<void>): Promise<void> {
  return withSmallReport(async (project) => {
    const { root, read, write } = project;
    assert.is((await build(project)).code, 0);
    await cp(join(root, "out"), join(root, "later"), { recursive: true });
    const files = ["later/slides/01-one/record.json", "later/report.json"] as const;
    const [slide, report] = [JSON.parse(await read(files[0])), JSON.parse(await read(files[1]))];
    assert.is(slide.claims[0].outcome, "supported");
    slide.claims[0].outcome = "inconclusive";
    slide.verdict = "inconclusive";
    report.slides[0].verdict = "inconclusive";
    report.facts.commitDate = "2027-03-02T10:00:00+00:00";
    await write({ [files[0]]: JSON.stringify(slide), [files[1]]: JSON.stringify(report) });
    await body(project);
  });
}
