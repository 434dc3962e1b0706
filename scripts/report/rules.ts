/** Parses the rules of claims and checks. */
import type { Beyond, Equivalent, ExactRule, Rule } from "../../experiments/lib/experiment.ts";
import schema from "../../templates/slide.schema.json" with { type: "json" };
import { suggestion } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import { required, type YamlPlace } from "./yaml-reader.ts";

const shapes = schema.definitions;

/** One parser for each kind of a claim's rule; a kind without one does not compile. */
const ruleParsers: Readonly<Record<Rule["kind"], (place: YamlPlace) => Rule>> = {
  greater: (place) => parseOneSided(place, "greater"),
  less: (place) => parseOneSided(place, "less"),
  equivalent: parseEquivalent,
  factor(place) {
    const fields = place.fields(shapes.factor);
    return {
      kind: "factor",
      claimed: ratioOf(required(fields, "claimed")),
      below: ratioOf(required(fields, "below")),
    };
  },
};

/** The rule of a claim. */
export function parseRule(place: YamlPlace): Rule {
  if (kindOf(place).value === "exact") {
    throw place.mistake('invalid rule of a claim: exact; list it under "checks:" instead of "claims:"');
  }
  return ruleParsers[knownKind(place, Object.keys(ruleParsers).filter(isRuleKind))](place);
}

function isRuleKind(name: string): name is Rule["kind"] {
  return Object.hasOwn(ruleParsers, name);
}

/** The kind of a rule. The parser of the kind then rejects fields that do not belong to it. */
function kindOf(place: YamlPlace): YamlPlace {
  const { oneSided, geometric, equivalent, factor, exact } = shapes;
  const all = [oneSided, geometric, equivalent, factor, exact].map(({ properties }) => properties);
  return required(place.fields({ properties: Object.assign({}, ...all), required: ["kind"] }), "kind");
}

function knownKind<Kind extends string>(place: YamlPlace, kinds: readonly Kind[]): Kind {
  const kind = kindOf(place);
  const found = kinds.find((known) => known === kind.value);
  if (found !== undefined) return found;
  throw kind.mistake(
    `unknown kind of rule: ${kind.value}; ${suggestion(String(kind.value), kinds)}`,
    "experiments/lib/experiment.ts says what each kind means",
  );
}

function parseOneSided(place: YamlPlace, kind: "greater" | "less"): Rule {
  if (isRecord(place.value) && "mean" in place.value) return parseGeometric(place, kind);
  const fields = place.fields(shapes.oneSided);
  const otherwise = fields.get("contradicted");
  const than = required(fields, "than").number();
  if (otherwise === undefined) return { kind, than };
  const against = knownKind(otherwise, ["greater", "less", "equivalent"]);
  const contradicted =
    against === "equivalent" ? parseEquivalent(otherwise) : parseBeyond(otherwise, against, numberOf);
  refuseOverlap(place, { kind, than }, contradicted);
  return { kind, than, contradicted };
}

/** A rule on ratios; a margin around zero has no meaning for these. */
function parseGeometric(place: YamlPlace, kind: "greater" | "less"): Rule {
  const fields = place.fields(shapes.geometric);
  const mean = required(fields, "mean");
  if (mean.value !== "geometric") {
    throw mean.mistake(`unknown mean: ${mean.value}; ${suggestion(String(mean.value), ["geometric"])}`);
  }
  const than = ratioOf(required(fields, "than"));
  const otherwise = fields.get("contradicted");
  if (otherwise === undefined) return { kind, than, mean: "geometric" };
  const contradicted = parseBeyond(otherwise, knownKind(otherwise, ["greater", "less"]), ratioOf);
  refuseOverlap(place, { kind, than }, contradicted);
  return { kind, than, mean: "geometric", contradicted };
}

function parseBeyond(place: YamlPlace, kind: Beyond["kind"], read: (place: YamlPlace) => number): Beyond {
  return { kind, than: read(required(place.fields(shapes.beyond), "than")) };
}

function parseEquivalent(place: YamlPlace): Equivalent {
  const within = required(place.fields(shapes.equivalent), "within");
  if (within.number() > 0) return { kind: "equivalent", within: within.number() };
  throw within.mistake(`invalid margin: ${within.number()}; expected a number above 0`);
}

const numberOf = (place: YamlPlace): number => place.number();

function ratioOf(place: YamlPlace): number {
  const ratio = place.number();
  if (ratio > 0) return ratio;
  throw place.mistake(`invalid ratio: ${ratio}; expected a number above 0`);
}

/** Refuses a rule under which one interval could both support and contradict. */
function refuseOverlap(place: YamlPlace, { kind, than }: Beyond, against: Beyond | Equivalent): void {
  // Mirrored where needed, so that what supports lies above `lowest` and what contradicts below `highest`.
  const sign = kind === "greater" ? 1 : -1;
  const lowest = sign * than;
  const contradictsAbove = against.kind === kind;
  const highest = against.kind === "equivalent" ? against.within : sign * against.than;
  if (!contradictsAbove && highest <= lowest) return;
  throw place.mistake("invalid rule: an interval could both support and contradict the claim");
}

/** The rule of a check. */
export function parseExactRule(place: YamlPlace): ExactRule {
  if (kindOf(place).value !== "exact") {
    throw place.mistake(
      `invalid rule of a check: ${kindOf(place).value}; expected exact, or list it under "claims:"`,
    );
  }
  const fields = place.fields(shapes.exact);
  const forms = ["above", "below", "equals"].filter((name) => fields.has(name));
  if (forms.length !== 1 || fields.has("equals") !== fields.has("tolerance")) {
    throw place.mistake("invalid rule: exact; expected above, or below, or equals with tolerance");
  }
  if (fields.has("above")) return { kind: "exact", above: required(fields, "above").number() };
  if (fields.has("below")) return { kind: "exact", below: required(fields, "below").number() };
  const tolerance = required(fields, "tolerance").number();
  return { kind: "exact", equals: required(fields, "equals").number(), tolerance };
}
