// Marks the section being read in the list of contents. The page can be read without scripts.
(() => {
  const links = new Map();
  for (const link of document.querySelectorAll(".contents a")) {
    const section = document.querySelector(link.getAttribute("href"));
    if (section) links.set(section, link);
  }
  const sections = [...links.keys()];

  function mark() {
    const line = innerHeight / 3;
    const current = sections.findLast((section) => section.getBoundingClientRect().top <= line);
    for (const [section, link] of links) {
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  let waiting = false;
  function markSoon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  mark();
})();
