/* What every page needs: a focus that stays, forms sent once, tabs that say where more are, toasts that leave, a theme that changes at once. */

import { keepFocus } from "./focus.js";
import { sendFormsOnce } from "./once.js";
import { watchTabs } from "./tabs.js";
import { watchThemeForms } from "./theme.js";
import { watchToasts } from "./toasts.js";

keepFocus();
sendFormsOnce();
watchTabs();
watchToasts();
watchThemeForms();
