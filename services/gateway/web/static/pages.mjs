// Everything works without this; with it, "Exit this page" also answers to Shift pressed three times and blanks the page at once.
import { ExitThisPage } from "./exit-this-page.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
if (document.querySelector("form[data-passkey]")) {
  import("./passkeys.mjs");
}
for (const element of document.querySelectorAll('[data-module="govuk-exit-this-page"]')) {
  new ExitThisPage(element);
}
