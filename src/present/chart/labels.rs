//! Labels of a chart: where each one fits without covering another label or a line.

use super::{Line, WIDTH};

/// The size of the text in SVG units; the style sheet uses at most this size.
const SIZE: u64 = 15;
/// The height of a text above its baseline.
const ASCENT: u64 = 13;
/// The height of a text below its baseline.
const DESCENT: u64 = 4;
/// The distance between a label and what it names.
const GAP: u64 = 6;

/// A text in the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The x coordinate of the anchor.
    pub x: u64,
    /// The y coordinate of the baseline.
    pub y: u64,
    /// The `text-anchor`: `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// The text.
    pub text: String,
}

/// The left, top, right and bottom edges of a label.
pub type Bounds = [u64; 4];

impl Label {
    /// Returns the edges of the text, estimated from its characters.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let width = width(&self.text);
        let left = match self.anchor {
            "start" => self.x,
            "middle" => self.x.saturating_sub(width / 2),
            _ => self.x.saturating_sub(width),
        };
        [left, self.y.saturating_sub(ASCENT), left + width, self.y + DESCENT]
    }

    /// Places a text above the largest limit, over the point at which a line ends.
    pub(super) fn over_limit(text: &str, (x, y): (u64, u64), [left, right]: [u64; 2]) -> Self {
        let half = width(text) / 2 + 1;
        let x = x.clamp((left + half).min(right), right.saturating_sub(half).max(left + half));
        Self { x, y: y.saturating_sub(GAP + 6), anchor: "middle", text: text.to_owned() }
    }
}

/// Checks whether two rectangles overlap.
const fn overlap(one: Bounds, other: Bounds) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// Estimates the width of a text: ASCII is about half as wide as other characters.
fn width(text: &str) -> u64 {
    text.chars().map(|character| if character.is_ascii() { 9 } else { SIZE }).sum()
}

/// Returns the left end of the plot that leaves enough space for the labels of the scale.
pub(super) fn width_of_scale<'t>(texts: impl Iterator<Item = &'t str>) -> u64 {
    (texts.map(width).max().unwrap_or(0) + GAP + 2).min(WIDTH / 2)
}

/// Places the labels of the scale outside left; one that would cover an earlier one is left out.
pub(super) fn of_scale<'t>(scale: impl Iterator<Item = (u64, &'t str)>, left: u64) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for (y, text) in scale {
        let label = Label { x: left - GAP, y: y + 5, anchor: "end", text: text.to_owned() };
        if labels.iter().all(|placed| !overlap(placed.bounds(), label.bounds())) {
            labels.push(label);
        }
    }
    labels
}

/// Places the label of each line beside it: at its end if possible, else further left.
pub(super) fn of_lines(lines: [&Line; 2], texts: [String; 2], [left, top, right, bottom]: Bounds) -> Vec<Label> {
    let mut placed: Vec<Label> = Vec::new();
    for (line, text) in lines.into_iter().zip(texts) {
        let fits = |label: &Label| {
            let [x0, y0, x1, y1] = label.bounds();
            x0 > left && x1 <= right && y0 >= top && y1 < bottom
        };
        let apart = |label: &Label| placed.iter().all(|other| !overlap(other.bounds(), label.bounds()));
        let clear = |label: &Label| lines.iter().all(|line| !covers(label.bounds(), line));
        let all: Vec<Label> = candidates(line, &text).into_iter().filter(|label| fits(label) && apart(label)).collect();
        let found = all.iter().find(|label| clear(label)).or(all.first()).cloned();
        placed.extend(found);
    }
    placed
}

/// Returns the possible places of a line's label, the best first.
fn candidates(line: &Line, text: &str) -> Vec<Label> {
    let (width, mut labels) = (width(text), Vec::new());
    // From the end of the line to its start, in twelve steps.
    for step in (0..=12).rev() {
        let (x, y) = at(line, step);
        let place = |x: u64, y: u64| Label { x, y, anchor: "start", text: text.to_owned() };
        let above = y.saturating_sub(GAP + DESCENT);
        let below = y + GAP + ASCENT;
        let beside = y + 5;
        let before = x.saturating_sub(width + GAP + 4);
        labels.extend([
            place(x.saturating_sub(width), above),
            place(before, beside),
            place(x + GAP + 4, beside),
            place(x.saturating_sub(width), below),
            place(x + GAP, below),
            place(x + GAP, above),
        ]);
    }
    labels
}

/// Returns the point after some twelfths of a line's width; a line may drop, so the last such point counts.
fn at(line: &Line, step: u64) -> (u64, u64) {
    let (start, end) = (line.points.first().copied().unwrap_or_default(), line.end());
    let x = start.0 + (end.0 - start.0) * step / 12;
    let segments = line.points.windows(2).rev();
    let y = segments.into_iter().find_map(|segment| match segment {
        [from, to] if from.0 <= x && x <= to.0 => Some(height_at(*from, *to, x)),
        _ => None,
    });
    (x, y.unwrap_or(end.1))
}

/// Returns the y coordinate of a segment at an x coordinate.
fn height_at((x0, y0): (u64, u64), (x1, y1): (u64, u64), x: u64) -> u64 {
    let (span, part) = (x1.saturating_sub(x0).max(1), x.saturating_sub(x0));
    if y1 >= y0 { y0 + (y1 - y0) * part / span } else { y0 - (y0 - y1) * part / span }
}

/// Checks whether a rectangle touches a line, or the ring at its end.
fn covers([left, top, right, bottom]: Bounds, line: &Line) -> bool {
    let rings =
        line.full.iter().any(|(x, y)| overlap([left, top, right, bottom], [x.saturating_sub(8), y - 8, x + 8, y + 8]));
    let touches = |segment: &[(u64, u64)]| match segment {
        [from, to] => {
            let (x0, x1) = (from.0.max(left), to.0.min(right));
            if x0 > x1 {
                return false;
            }
            let (a, b) =
                if from.0 == to.0 { (from.1, to.1) } else { (height_at(*from, *to, x0), height_at(*from, *to, x1)) };
            // The line is three units wide.
            a.min(b) < bottom + 2 && a.max(b) + 2 > top
        }
        _ => false,
    };
    rings || line.points.windows(2).any(touches)
}
