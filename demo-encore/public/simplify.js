// Drops the points of a line that add nothing to it: the algorithm of Ramer, Douglas and Peucker.

/** @typedef {{ x: number, y: number }} Point */

const TOLERANCE = 0.001; // of the picture's size: less than a pixel on most screens

/**
 * The points that the line needs. The first and the last one are always among them. In between, the point that is
 * farthest from the straight line is kept if it is too far away from it. Then the same goes for both halves.
 *
 * @param {Point[]} points
 * @returns {Point[]}
 */
export function simplify(points) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 3) return points;
  const distances = points.map((point) => distance(point, first, last));
  const farthest = distances.indexOf(Math.max(...distances));
  if ((distances[farthest] ?? 0) < TOLERANCE) return [first, last];
  return [...simplify(points.slice(0, farthest + 1)).slice(0, -1), ...simplify(points.slice(farthest))];
}

/**
 * How far a point is from the nearest point of the line between two others.
 *
 * @param {Point} point @param {Point} from @param {Point} to
 */
function distance(point, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx ** 2 + dy ** 2 || 1);
  const part = Math.min(Math.max(along, 0), 1); // 0 is at the one end, 1 at the other
  return Math.hypot(point.x - from.x - part * dx, point.y - from.y - part * dy);
}
