/* What every page needs: tabs that say where more are, toasts that leave, a theme that changes at once. */

import { watchTabs } from "./tabs.js";
import { watchThemeForms } from "./theme.js";
import { watchToasts } from "./toasts.js";

watchTabs();
watchToasts();
watchThemeForms();
