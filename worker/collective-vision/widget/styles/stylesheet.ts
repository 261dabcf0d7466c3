import detail from "./detail.css";
import form from "./form.css";
import frame from "./frame.css";
import list from "./list.css";
import media from "./media.css";
import states from "./states.css";
import theme from "./theme.css";

/** The whole widget's styles, in cascade order. */
export const stylesheet = [theme, frame, list, states, detail, form, media].join("");
