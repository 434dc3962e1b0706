/** Rewrites the tags of an SVG text as Vega writes it: well-formed, double-quoted, `<` and `>` escaped in values. */

/** Attributes of an opening tag, in order, values still escaped. */
export type Attributes = Map<string, string>;

/** Changes the attributes of a tag in place. */
export type TagRewrite = (attributes: Attributes, tagName: string) => void;

const tagPattern = /<([a-zA-Z][\w:]*)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const attributePattern = /([\w:-]+)="([^"]*)"/g;

/** Applies each rewrite, in order, to each opening tag. */
export function rewriteTags(svg: string, rewrites: readonly TagRewrite[]): string {
  return svg.replace(tagPattern, (_tag, name: string, attributeText: string, selfClosing: string) => {
    const attributes: Attributes = new Map();
    for (const [, key = "", value = ""] of attributeText.matchAll(attributePattern))
      attributes.set(key, value);
    for (const rewrite of rewrites) rewrite(attributes, name);
    const rewritten = [...attributes].map(([key, value]) => ` ${key}="${value}"`).join("");
    return `<${name}${rewritten}${selfClosing}>`;
  });
}
