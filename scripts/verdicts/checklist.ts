/** The report's own answers to what a reviewer asks, from experiments/report/checklist.yaml. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { suggestion } from "../base/errors.ts";
import { type ChecklistItem, checklistAnswers } from "../record/record.ts";
import { readYaml, required, sourceOf, type YamlPlace } from "../slides/yaml.ts";
import { resolveText } from "../text/resolve.ts";
import type { ProseScope } from "../text/scope.ts";

const FILE = path.join("experiments", "report", "checklist.yaml");

/** None in a report without the file. Texts may name what the method section may. */
export async function readChecklist(
  scope: ProseScope,
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<readonly ChecklistItem[]> {
  const yaml = await disk.maybeText(path.join(root, FILE));
  return yaml === undefined
    ? []
    : readYaml(yaml, "checklist", FILE)
        .items()
        .map((item) => itemFrom(item, scope));
}

const shape = {
  properties: { question: {}, answer: {}, text: {}, link: {} },
  required: ["question", "answer", "text"],
};

function itemFrom(place: YamlPlace, scope: ProseScope): ChecklistItem {
  const fields = place.fields(shape);
  const given = required(fields, "answer");
  const answer = checklistAnswers.find((name) => name === given.value);
  if (answer === undefined) {
    const help = suggestion(String(given.value), checklistAnswers);
    throw given.mistake(`invalid answer: ${given.value}; ${help}`);
  }
  const link = fields.get("link")?.text();
  return {
    question: required(fields, "question").text(),
    answer,
    text: resolveText(sourceOf(required(fields, "text")), scope),
    ...(link !== undefined && { link }),
  };
}
