import widget from "./widget/main.ts?browser";
export default { fetch() { return new Response(widget); } };
