/** What the page gets to explore a figure: types and names that the build and the page's script share. */
import type { Tables } from "../../../experiments/kit/experiment.ts";
import type { CompiledSpec } from "../vega/compiled-spec.ts";

export interface Explorable {
  readonly vega: CompiledSpec;
  /** Fields whose values name a mark, such as its arm. The title is empty unless an axis has it. */
  readonly names: readonly TitledField[];
  /** Fields of the axes and colour scales, titled as there. */
  readonly quantities: readonly TitledField[];
  /** Fields whose axis is in per cent. */
  readonly shares: readonly string[];
  /** Fields that hold both ends of an interval. */
  readonly ends: readonly (readonly [low: string, high: string])[];
  /** The arms of a figure of lines; null where there is nothing to switch. */
  readonly arms: Arms | null;
  /** The horizontal axis of a figure of lines; null for other figures. */
  readonly zoom: Zoom | null;
  readonly growth: Growth;
}

export interface TitledField {
  readonly field: string;
  readonly title: string;
}

export interface Arms {
  readonly field: string;
  readonly looks: readonly ArmLook[];
}

export interface ArmLook {
  readonly name: string;
  /** How its line is drawn; null where the figure's own legend says so. */
  readonly line: { readonly color: string; readonly dash: readonly number[] } | null;
}

export interface Zoom {
  readonly field: string;
  readonly title: string;
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  readonly panels: readonly Panel[];
}

/** A view with lines. */
export interface Panel {
  readonly x: string;
  readonly y: string;
  readonly isLog: boolean;
  /** Names of its marks. */
  readonly marks: readonly string[];
  /** Fields on the vertical axis. */
  readonly fields: readonly string[];
}

/** The signals that set the sizes of panels, px. They are empty in a direction in which the figure cannot grow. */
export interface Growth {
  readonly columns: number;
  readonly rows: number;
  readonly widths: readonly Size[];
  readonly heights: readonly Size[];
}

export interface Size {
  readonly signal: string;
  readonly value: number;
}

/** The column with a row's index, counted over all tables of the figure. Rows of layout have none. */
export const ROW_FIELD = "exploredRow";
/** Signal with the names of the arms that are switched off. */
export const OFF_SIGNAL = "exploredOff";
/** Signal with both ends of the horizontal axis, or null. */
export const RANGE_SIGNAL = "exploredRange";

/** The signal with both ends of a vertical axis, or null. */
export const endsSignal = (scale: string): string => `explored_${scale}`;

/** What a figure's file gives to the page's script. */
export interface ExploredFigure extends Explorable {
  readonly alt: string;
  readonly description: string;
  /** Size of the drawing as the build lays it out, px. */
  readonly width: number;
  readonly height: number;
  readonly tables: Tables;
}
