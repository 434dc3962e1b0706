/** Reads from the stack of an error where in experiments/ it was thrown. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The frames of a stack that are in experiments/, innermost first, e.g. "experiments/15-name/own.run.ts:12". */
export function framesIn(stack: string | undefined, root: string): readonly string[] {
  const folder = join(root, "experiments");
  // Which form a frame has depends on the loader, which may also add a query.
  const beginnings = [`${folder}/`, `${pathToFileURL(folder).href}/`];
  return (stack ?? "").split("\n").flatMap((line) => {
    const [, place = "", number] = /^ +at (.*):(\d+):\d+\)?$/.exec(line) ?? [];
    const beginning = beginnings.find((text) => place.includes(text));
    if (beginning === undefined) return [];
    const inside = place.slice(place.indexOf(beginning) + beginning.length).replace(/\?.*$/, "");
    return [`experiments/${inside}:${number}`];
  });
}

/** The innermost frame in the folder of a slide. */
export const ofSlide = (frames: readonly string[]): string | undefined =>
  frames.find((frame) => /^experiments\/\d\d-/.test(frame));

/** An error's message with the place in experiments/ where it was thrown, and the slide's line that led there. */
export function placedMessage({ message, stack }: Error, root: string): string {
  const frames = framesIn(stack, root);
  const [thrown, caller] = [frames[0], ofSlide(frames)];
  if (thrown === undefined) return message;
  const place = caller === undefined || caller === thrown ? thrown : `${thrown}, called at ${caller}`;
  const [first = "", ...more] = message.split("\n");
  return [`${first} (${place})`, ...more].join("\n");
}
