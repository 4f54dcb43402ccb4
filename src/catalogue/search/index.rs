//! The inverted index and its scores.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::LONGEST_QUERY;
use super::tokens::{Token, squeezed, tokens};
use crate::catalogue::ItemVersion;

/// Repeating a word makes an item no more about it.
const SATURATION: f32 = 4.0;
/// The whole query inside the name, or being a keyword.
const WHOLE_MATCH: f32 = 30.0;
/// What scores less than this part of the best is noise.
const NOISE: f32 = 0.2;
/// Scores are told in thousandths, so that a cursor holds them exactly.
const SCALE: f32 = 1000.0;

/// An index over items.
#[derive(Debug, Default)]
pub struct Index {
    items: Vec<Indexed>,
    postings: HashMap<Token, Vec<(usize, f32)>>,
}

#[derive(Debug)]
struct Indexed {
    version: Arc<ItemVersion>,
    names: Vec<String>,
}

/// An item that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// How well it fits; 0 when nothing was asked.
    pub score: u32,
    /// The item.
    pub version: Arc<ItemVersion>,
}

impl Index {
    /// An index over items with the names of their departments.
    pub fn build<'d>(items: impl IntoIterator<Item = (Arc<ItemVersion>, &'d str)>) -> Self {
        let mut index = Self::default();
        for (version, department) in items {
            let at = index.items.len();
            let mut weights: HashMap<Token, f32> = HashMap::new();
            for (weight, text) in fields(&version, department) {
                for token in tokens(text) {
                    *weights.entry(token).or_default() += weight;
                }
            }
            for (token, weight) in weights {
                let saturated = weight * (SATURATION + 1.0) / (weight + SATURATION);
                index.postings.entry(token).or_default().push((at, saturated));
            }
            let item = &version.item;
            let names = [Some(&item.name), item.name_en.as_ref()].into_iter().flatten();
            let names = names.chain(&item.keywords).map(|name| squeezed(name)).collect();
            index.items.push(Indexed { version, names });
        }
        index
    }

    /// The items that fit a query, best first, then by code; without a query all of them, by code.
    pub fn search(&self, query: Option<&str>) -> Vec<Hit> {
        let query = query.map(str::trim).filter(|query| !query.is_empty());
        let mut hits = match query {
            Some(query) => self.scored(&query.chars().take(LONGEST_QUERY).collect::<String>()),
            None => self.items.iter().map(|item| hit(0, &item.version)).collect(),
        };
        hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.version.code.cmp(&b.version.code)));
        hits
    }

    fn scored(&self, query: &str) -> Vec<Hit> {
        let asked: BTreeSet<Token> = tokens(query).into_iter().collect();
        // Single characters are in everything: they rank what a pair or word has found, and find by themselves only when asked alone.
        let telling = |token: &Token| !matches!(token, Token::Character(_));
        let characters_suffice = !asked.iter().any(telling);
        let mut told: HashSet<usize> = HashSet::new();
        let mut scores: HashMap<usize, f32> = HashMap::new();
        for token in &asked {
            let Some(found) = self.postings.get(token) else {
                continue;
            };
            let rarity = (1.0 + (self.items.len() as f32 + 0.5) / (found.len() as f32 + 0.5)).ln();
            if characters_suffice || telling(token) {
                told.extend(found.iter().map(|(at, _)| at));
            }
            for (at, weight) in found {
                *scores.entry(*at).or_default() += token.strength() * rarity * weight;
            }
        }
        scores.retain(|at, _| told.contains(at));
        let whole = squeezed(query);
        for (at, score) in &mut scores {
            let names = self
                .items
                .get(*at)
                .map(|item| item.names.as_slice())
                .unwrap_or_default();
            if names.iter().any(|name| name.contains(&whole)) {
                *score += WHOLE_MATCH;
            }
            if names.contains(&whole) {
                *score += WHOLE_MATCH;
            }
        }
        let best = scores.values().copied().fold(0.0, f32::max);
        scores
            .into_iter()
            .filter(|(_, score)| *score >= best * NOISE)
            .filter_map(|(at, score)| Some(hit(thousandths(score), &self.items.get(at)?.version)))
            .collect()
    }
}

fn hit(score: u32, version: &Arc<ItemVersion>) -> Hit {
    Hit {
        score,
        version: Arc::clone(version),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are positive and small; the cast saturates"
)]
fn thousandths(score: f32) -> u32 {
    (score * SCALE).round() as u32
}

/// What an item is found by, with how much each counts.
fn fields<'a>(version: &'a ItemVersion, department: &'a str) -> Vec<(f32, &'a str)> {
    let item = &version.item;
    let mut fields = vec![(10.0, item.name.as_str()), (1.0, department)];
    fields.extend(item.keywords.iter().map(|word| (8.0, word.as_str())));
    fields.extend(item.name_en.as_deref().map(|name| (8.0, name)));
    fields.extend(item.result.name.as_deref().map(|name| (4.0, name)));
    fields.extend(item.conditions.as_deref().map(|text| (0.3, text)));
    for question in &item.questions {
        fields.push((0.3, question.text.as_str()));
        fields.extend(question.options.iter().map(|option| (0.5, option.label.as_str())));
    }
    for material in &item.materials {
        fields.push((0.5, material.name.as_str()));
        fields.extend(material.name_en.as_deref().map(|name| (0.5, name)));
    }
    fields
}
