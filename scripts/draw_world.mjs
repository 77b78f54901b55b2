// Draws app/static/world.svg: one shape a country, named by its ISO 3166 alpha-2 code, and all of them as "land".
// Once, at the developer's desk, in an empty folder:
//   npm install world-atlas@2.0.2 d3-geo@3 topojson-client@3 topojson-simplify@3 i18n-iso-countries@7
//   node draw_world.mjs > world.svg
// Countries too small for the 1:110m data are dots at the middle of their 1:50m shape.
import { createRequire } from "node:module";
import { join } from "node:path";

// Square degrees: smaller bends are left out.
const DETAIL = 0.3;
const require = createRequire(join(process.cwd(), "node_modules/"));
const { geoArea, geoCentroid, geoEqualEarth, geoPath } = await import(require.resolve("d3-geo"));
const { feature } = await import(require.resolve("topojson-client"));
const { presimplify, simplify } = await import(require.resolve("topojson-simplify"));
const names = require("i18n-iso-countries");
const coarse = simplify(presimplify(require("world-atlas/countries-110m.json")), DETAIL);
const fine = require("world-atlas/countries-50m.json");

const WIDTH = 960;
const HEIGHT = 432;
const DOT = 3.5;
// Nobody lives there to tell an experience, and it would take a fifth of the drawing.
const LEFT_OUT = new Set(["AQ", "TF"]);
// World-atlas gives these no number.
const UNNUMBERED = { Kosovo: "XK", Somaliland: "SO", "N. Cyprus": "CY" };

const shapes = (atlas) => feature(atlas, atlas.objects.countries).features;
const code = (shape) => (shape.id ? names.numericToAlpha2(shape.id) : UNNUMBERED[shape.properties.name]);

const drawn = shapes(coarse).filter((shape) => code(shape) && !LEFT_OUT.has(code(shape)));
const projection = geoEqualEarth().rotate([-11, 0]).fitSize([WIDTH, HEIGHT], { type: "FeatureCollection", features: drawn });
const path = geoPath(projection).digits(0);

const outlines = new Map();
for (const shape of drawn) {
  const line = thin(path(shape));
  if (line) outlines.set(code(shape), (outlines.get(code(shape)) ?? "") + line);
}
const dots = new Map();
for (const shape of shapes(fine)) {
  const name = code(shape);
  if (!name || outlines.has(name) || LEFT_OUT.has(name) || geoArea(shape) === 0) continue;
  const [x, y] = projection(geoCentroid(shape)).map(Math.round);
  dots.set(name, `<circle id="${name}" cx="${x}" cy="${y}" r="${DOT}"/>`);
}

/** Rounded to whole units many points fall together; relative moves are the shortest way to say the rest. */
function thin(outline) {
  const rings = (outline ?? "").split("M").filter(Boolean).map((ring) => ring.replace("Z", "").split("L").map((point) => point.split(",").map(Number)));
  return rings.map(relative).join("");
}

function relative(points) {
  const kept = points.filter((point, i) => i === 0 || point[0] !== points[i - 1][0] || point[1] !== points[i - 1][1]);
  if (kept.length < 3) return "";
  let [x, y] = kept[0];
  let text = `M${x},${y}l`;
  const steps = [];
  for (const [nextX, nextY] of kept.slice(1)) {
    steps.push([nextX - x, nextY - y]);
    [x, y] = [nextX, nextY];
  }
  text += steps.map(([dx, dy], i) => `${i && dx >= 0 ? " " : ""}${dx}${dy >= 0 ? " " : ""}${dy}`).join("");
  return `${text}z`;
}

const countries = [...outlines].sort().map(([name, line]) => `<path id="${name}" d="${line}"/>`);
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">
<!-- Drawn by scripts/draw_world.mjs from Natural Earth (public domain). -->
<g id="land">
${countries.join("\n")}
</g>
${[...dots].sort().map(([, dot]) => dot).join("\n")}
</svg>`);
