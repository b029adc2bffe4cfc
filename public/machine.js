// Shows the charts of the machine that a reader chooses: they stand on its own page. Plain JavaScript on purpose: without
// this file the page shows one machine and links to all.
(() => {
  const choice = document.getElementById("machine-choice");
  const select = document.getElementById("machine");
  const charts = document.getElementById("machine-charts");
  const said = document.getElementById("machine-said");
  const link = document.getElementById("machine-page");
  if (!choice) return;
  const first = { id: select.value, charts: [...charts.children] };
  let wanted = first.id;

  const show = async (id) => {
    wanted = id;
    select.value = id;
    const name = select.selectedOptions[0].textContent;
    const page = `${choice.dataset.pages}${id}/`;
    let found = first.charts;
    if (id !== first.id) {
      said.textContent = `${name} …`;
      try {
        const answer = await fetch(page);
        if (!answer.ok) throw new Error();
        const other = new DOMParser().parseFromString(await answer.text(), "text/html");
        found = [...other.querySelectorAll(".machine-charts")];
      } catch {
        found = [];
      }
      // The last choice wins.
      if (wanted !== id) return;
    }
    link.href = page;
    charts.replaceChildren(...found);
    said.textContent = found.length ? name : `${name}: its charts cannot be loaded now`;
  };
  const asked = () => {
    const id = new URLSearchParams(location.search).get("machine") ?? first.id;
    return [...select.options].some((option) => option.value === id) ? id : first.id;
  };
  select.onchange = () => {
    const query = new URLSearchParams(location.search);
    if (select.value === first.id) query.delete("machine");
    else query.set("machine", select.value);
    history.pushState(null, "", location.pathname + (query.size ? `?${query}` : ""));
    show(select.value);
  };
  addEventListener("popstate", () => show(asked()));
  choice.hidden = false;
  if (asked() !== first.id) show(asked());
})();
