/**
 * The parts of Vega that Vega-Lite's figures need, and the explorer. Loaded when the first figure is opened.
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

/** Keeps Vega's messages out of the console: readers can do nothing about them. */
const SILENT = 0;

function createView(spec: Spec): View {
  const dataflow = parse(spec, undefined, { ast: true });
  return new View(dataflow, { expr: expressionInterpreter, renderer: "none", logLevel: SILENT });
}

report.explorer((frame, figure) => explore(frame, figure, createView));
