// Gives every command a button that copies it. Plain JavaScript on purpose: the commands stand in the document, and
// without this file they are selected by hand.
(() => {
  if (!navigator.clipboard) return;
  for (const command of document.querySelectorAll("pre.command")) {
    // A line for other people's pages needs the address of this one.
    if ("origin" in command.dataset) {
      const code = command.querySelector("code");
      code.textContent = code.textContent.replace('src="/', `src="${location.origin}/`);
    }
    const text = command.textContent;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
    button.setAttribute("aria-label", `Copy: ${text.split("\n")[0]}`);
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(text);
        said.textContent = "Copied.";
      } catch {
        getSelection().selectAllChildren(command.querySelector("code"));
        said.textContent = "Selected: copy it with the keyboard.";
      }
      setTimeout(() => { said.textContent = ""; }, 4000);
    };
    const bar = Object.assign(document.createElement("p"), { className: "copy" });
    bar.append(button, " ", said);
    command.after(bar);
  }
})();
