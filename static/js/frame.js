/* What every page needs: toasts that leave, a theme that changes at once. */

import { watchThemeForms } from "./theme.js";
import { watchToasts } from "./toasts.js";

watchToasts();
watchThemeForms();
