// The languages of the listings: which are shown, and in which order.
//
// On a wide screen each language is a column that can be hidden and moved; on a narrow one the
// languages are tabs. The choice is kept for the other pages, where the browser keeps anything for
// pages from disk.

(() => {
  const bar = document.querySelector(".languages");
  const all = ["Python", "JavaScript", "Go", "C"];
  const narrow = matchMedia("(max-width: 60rem)");
  if (!bar) {
    return;
  }

  let { order, hidden, comments, tab } = kept();

  function kept() {
    const standard = { order: all, hidden: [], comments: false, tab: all[0] };
    try {
      const found = JSON.parse(localStorage.getItem("refnet-languages"));
      const valid =
        all.every((language) => found.order.includes(language)) &&
        found.order.length === all.length;
      return valid ? { ...standard, ...found } : standard;
    } catch {
      return standard;
    }
  }

  function keep() {
    try {
      localStorage.setItem("refnet-languages", JSON.stringify({ order, hidden, comments, tab }));
    } catch {
      // this browser keeps nothing for pages from disk
    }
  }

  function isShown(language) {
    return narrow.matches ? language === tab : !hidden.includes(language);
  }

  function choose(language) {
    if (narrow.matches) {
      tab = language;
    } else if (hidden.includes(language)) {
      hidden = hidden.filter((other) => other !== language);
    } else if (hidden.length < all.length - 1) {
      hidden = [...hidden, language];
    }
    update();
  }

  function move(language, by) {
    const from = order.indexOf(language);
    const others = order.filter((other) => other !== language);
    others.splice(Math.min(Math.max(from + by, 0), others.length), 0, language);
    order = others;
    update();
    const moved = bar.querySelector(`[data-move="${language}${by}"]`);
    (moved.disabled ? bar.querySelector(`[data-choose="${language}"]`) : moved).focus();
  }

  function button(text, label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (label !== text) {
      made.setAttribute("aria-label", label);
    }
    made.addEventListener("click", action);
    return made;
  }

  function mover(language, by) {
    const made = button(
      by < 0 ? "◂" : "▸",
      `Move ${language} to the ${by < 0 ? "left" : "right"}`,
      () => move(language, by),
    );
    made.dataset.move = `${language}${by}`;
    made.disabled = order.indexOf(language) === (by < 0 ? 0 : order.length - 1);
    made.className = "move";
    return made;
  }

  function group(language) {
    const made = document.createElement("span");
    const chooser = button(language, language, () => {
      choose(language);
      bar.querySelector(`[data-choose="${language}"]`).focus();
    });
    chooser.dataset.choose = language;
    chooser.setAttribute("aria-pressed", String(isShown(language)));
    made.append(mover(language, -1), chooser, mover(language, 1));
    return made;
  }

  function update() {
    const shown = button("Comments", "Comments", () => {
      comments = !comments;
      update();
      bar.querySelector(".comments").focus();
    });
    shown.className = "comments";
    shown.setAttribute("aria-pressed", String(comments));
    bar.replaceChildren(...order.map(group), shown);
    document.documentElement.classList.toggle("with-comments", comments);
    for (const columns of document.querySelectorAll(".columns")) {
      const listings = [...columns.children];
      listings.sort(
        (a, b) => order.indexOf(a.dataset.language) - order.indexOf(b.dataset.language),
      );
      // the tree changes only where the order does
      listings.forEach((listing, i) => {
        if (columns.children[i] !== listing) {
          columns.insertBefore(listing, columns.children[i]);
        }
        listing.hidden = !columns.closest("details") && !isShown(listing.dataset.language);
      });
    }
    keep();
  }

  bar.hidden = false;
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Languages of the listings");
  document.documentElement.classList.add("scripted");
  narrow.addEventListener("change", update);
  update();
})();
