import css from "./styles.css";
console.log("hi", css);
