import { suite } from "uvu";
import * as assert from "uvu/assert";
import { identityOf } from "../../../scripts/trials/report-entry.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { smallIdentity } from "../../helpers/project.ts";

const test = suite("the report's entry");

test("a report without names is an error that lists what is missing", async () => {
  assert.is(identityOf({ identity: smallIdentity }), smallIdentity);
  assert.match(
    await mistakeOf(() => identityOf({})),
    /^missing identity of the report: title, subtitle, summary, subject$/,
  );
  const { subject, ...cut } = smallIdentity;
  const mistake = await mistakeOf(() => identityOf({ identity: cut as typeof smallIdentity }));
  assert.is(mistake, "missing identity of the report: subject");
  assert.is(subject, "deck");
});

test.run();
