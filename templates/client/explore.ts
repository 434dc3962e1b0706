/**
 * Lets readers explore the measured figures: a button below each opens it in a dialog, with the values of its marks. What
 * draws it there is loaded when the first one is opened. The page needs none of this.
 */
import { createFrame, element } from "./explore/frame.ts";
import { createLoader } from "./explore/registry.ts";

const own = document.currentScript;
if (own instanceof HTMLScriptElement) {
  const loader = createLoader(new URL(".", own.src).href);
  for (const figure of document.querySelectorAll<HTMLElement>("[data-explore]")) {
    const button = addButton(figure);
    const open = () => openDialog(figure, button);
    button.addEventListener("click", open);
    figure.querySelector(".drawing")?.addEventListener("click", open);
  }

  function openDialog(figure: HTMLElement, button: HTMLElement): void {
    const frame = createFrame(captionOf(figure));
    document.body.append(frame.dialog);
    frame.dialog.addEventListener("close", () => {
      frame.dialog.remove();
      button.focus();
    });
    frame.dialog.showModal();
    loader
      .explore(figure.dataset.explore ?? "", frame)
      .catch(() => frame.readout.replaceChildren(element("p", {}, "The figure could not be loaded.")));
  }
}

function addButton(figure: HTMLElement): HTMLButtonElement {
  const alt = figure.querySelector("svg > title")?.textContent ?? "";
  const hidden = element("span", { className: "visually-hidden" }, ` the figure: ${alt}`);
  const button = element("button", { type: "button", className: "explore-button" }, "Explore", hidden);
  button.setAttribute("aria-haspopup", "dialog");
  figure.querySelector("figcaption")?.append(" ", button);
  return button;
}

/** The caption without what leads away from the dialog. */
function captionOf(figure: HTMLElement): Node {
  const copy = document.createDocumentFragment();
  const caption = figure.querySelector("figcaption")?.cloneNode(true);
  copy.append(...(caption?.childNodes ?? []));
  for (const part of copy.querySelectorAll(".explore-button, .figure-number")) part.remove();
  for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  return copy;
}
