/**
 * Vega as far as Vega-Lite's figures need it, and what explores a figure with it: loaded when the first one is opened.
 * Expressions are interpreted, because the pages' policy forbids evaluating code.
 */
import type { Spec } from "vega";
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import { expressionInterpreter } from "vega-interpreter";
import { parse } from "vega-parser";
import * as dataTransforms from "vega-transforms";
import { View } from "vega-view";
import * as viewTransforms from "vega-view-transforms";
import { explore } from "./explorer.ts";

Object.assign(transforms, dataTransforms, viewTransforms, encode);

/** Vega's messages would stand in the console of a reader, who can do nothing about them. */
const SILENT = 0;

function createView(spec: Spec): View {
  const dataflow = parse(spec, undefined, { ast: true });
  return new View(dataflow, { expr: expressionInterpreter, renderer: "none", logLevel: SILENT });
}

report.explorer((frame, figure) => explore(frame, figure, createView));
