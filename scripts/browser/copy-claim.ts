/** Makes the link of each claim copy the claim: its sentence, and its address where the page is published. */

const COPY = "Copy with link";
const COPIED = "Copied";
const SHOWN_MS = 2000;

/** Browsers give pages that are neither secure nor local no clipboard; the links stay links there. */
export function prepareCopies(): void {
  const { clipboard }: { readonly clipboard?: Clipboard } = navigator;
  if (clipboard === undefined) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-sentence]")) {
    const [label] = link.childNodes;
    if (label === undefined) continue;
    label.textContent = COPY;
    link.setAttribute("aria-live", "polite");
    link.addEventListener("click", () => {
      clipboard.writeText(textOf(link)).then(
        () => {
          label.textContent = COPIED;
          setTimeout(() => {
            label.textContent = COPY;
          }, SHOWN_MS);
        },
        // The link has been followed, so the address bar has the address.
        () => undefined,
      );
    });
  }
}

function textOf({ dataset, hash }: HTMLAnchorElement): string {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href;
  const page = canonical ?? (location.protocol === "file:" ? undefined : location.href.replace(/#.*/, ""));
  return [dataset.sentence ?? "", page === undefined ? [] : page + hash].flat().join(" ");
}
