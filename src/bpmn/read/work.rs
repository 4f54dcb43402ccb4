//! Nodes at which somebody works, a service answers or time passes.

use super::duration;
use super::lanes::ours;
use super::nodes::Builder;
use super::source::is_node;
use super::words;
use crate::bpmn::xml::Element;
use crate::bpmn::{AGREE, DISAGREE};
use crate::calendar::{Limit, Unit};
use crate::codes::{CreditCode, Post};
use crate::procedure::{Call, Countersign, Fallback, Party, Rule, Task, Wait};

/// By which attribute engines say whose work a task is.
pub(super) const CANDIDATES: &str = "candidateGroups";

impl<'x> Builder<'_, 'x> {
    /// A user task.
    pub(super) fn task(&mut self, id: &'x str, element: &'x Element) -> Task {
        let name = self.label(id, element);
        let (department, post) = self.worker(id, element, &name);
        Task {
            name_en: element.our_attribute("nameEn").map(str::to_owned),
            department,
            post,
            limit: self.limit(id),
            outcomes: self.outcomes(id),
            on_site: element.our_attribute("onSite") == Some("true"),
            initial_review: element.our_attribute("initialReview") == Some("true"),
            name,
        }
    }

    /// A user task with parties.
    pub(super) fn countersign(&mut self, id: &'x str, element: &'x Element) -> Countersign {
        let said = element
            .child("extensionElements")
            .and_then(|all| ours(all, "countersign").next());
        let parties = said.into_iter().flat_map(|said| ours(said, "party"));
        let parties = parties.filter_map(|party| self.party(id, party)).collect();
        let rule = match said.and_then(|said| said.attribute("rule")) {
            Some("any") => Rule::Any,
            Some("all") | None => Rule::All,
            Some(count) => count.parse().map_or_else(
                |_| {
                    self.findings
                        .unmapped(id, format!("there is no rule {count} for a countersign"));
                    Rule::All
                },
                Rule::AtLeast,
            ),
        };
        let outcomes = self.outcomes(id);
        let mut lead = |code: &str| {
            let found = outcomes.iter().find(|(known, _)| known.as_str() == code);
            let target = found.map(|(_, outcome)| outcome.to.clone());
            if target.is_none() {
                self.findings
                    .unmapped(id, format!("no flow says where the outcome {code} leads"));
            }
            target
        };
        let (agreed, disagreed) = (lead(AGREE), lead(DISAGREE));
        let nowhere = self.name("nowhere");
        Countersign {
            name_en: element.our_attribute("nameEn").map(str::to_owned),
            parties,
            rule,
            limit: self.limit(id),
            agreed: agreed.unwrap_or_else(|| nowhere.clone()),
            disagreed: disagreed.unwrap_or(nowhere),
            name: self.label(id, element),
        }
    }

    /// A service task.
    pub(super) fn call(&mut self, id: &'x str, element: &'x Element) -> Call {
        let name = self.label(id, element);
        let service = element.our_attribute("service").map_or_else(
            || {
                self.findings.assumed(
                    id,
                    "the service is called by the element's id; configure it under that name",
                );
                id.to_owned()
            },
            str::to_owned,
        );
        let said = element
            .child("extensionElements")
            .and_then(|all| ours(all, "fallback").next());
        let fallback = if let Some(said) = said {
            let party = self.party(id, said);
            let limit = said.attribute("days").and_then(|days| days.parse().ok());
            Fallback {
                department: party.as_ref().and_then(|party| party.department.clone()),
                post: party.map_or(Post::REVIEWER, |party| party.post),
                limit: limit.map(|days| Limit {
                    days,
                    unit: said.attribute("unit").map_or(self.default_unit(), unit),
                }),
            }
        } else {
            let (department, post) = self.worker(id, element, &name);
            self.findings.assumed(
                id,
                format!("when the service does not answer, the post {} decides", post.as_str()),
            );
            Fallback {
                department,
                post,
                limit: self.limit(id),
            }
        };
        let number = |name: &str| element.our_attribute(name).and_then(|number| number.parse().ok());
        Call {
            name_en: element.our_attribute("nameEn").map(str::to_owned),
            service,
            timeout_s: number("timeout"),
            attempts: number("attempts"),
            fallback,
            outcomes: self.outcomes(id),
            name,
        }
    }

    /// A timer on the way.
    pub(super) fn wait(&mut self, id: &'x str, element: &'x Element) -> Option<Wait> {
        let limit = self.timer(id, element).unwrap_or(Limit::calendar(0));
        Some(Wait {
            name: self.label(id, element),
            name_en: element.our_attribute("nameEn").map(str::to_owned),
            limit,
            to: self.only(id)?,
        })
    }

    /// What it is called.
    fn label(&mut self, id: &str, element: &Element) -> String {
        let name = element.attribute("name");
        if name.is_none() {
            self.findings.assumed(id, "it has no name and is called by its id");
        }
        name.unwrap_or(id).to_owned()
    }

    /// Who works there: as the element says, or its lane, or its name.
    fn worker(&mut self, id: &str, element: &Element, name: &str) -> (Option<CreditCode>, Post) {
        let seat = self.seats.get(id).cloned().unwrap_or_default();
        let department = element.our_attribute("department");
        let department = department.map_or(seat.department, |code| {
            let code = code.parse().ok();
            if code.is_none() {
                self.findings
                    .unmapped(id, "its department is no unified social credit code");
            }
            code
        });
        if let Some(post) = element.our_attribute("post") {
            match post.parse() {
                Ok(post) => return (department, post),
                Err(_) => self.findings.unmapped(id, format!("there is no post {post}")),
            }
        }
        let candidates = element.attributes.iter().find(|(_, name, _)| name == CANDIDATES);
        let candidates = candidates.and_then(|(_, _, group)| group.parse::<Post>().ok());
        if let Some(post) = &candidates {
            self.findings.assumed(
                id,
                format!("the group of its candidates is taken for the post {}", post.as_str()),
            );
        }
        let post = candidates.or(seat.post).unwrap_or_else(|| {
            let post = words::post(name)
                .filter(|post| *post != Post::MANAGER)
                .unwrap_or(Post::REVIEWER);
            self.findings
                .assumed(id, format!("it is taken for the work of the post {}", post.as_str()));
            post
        });
        (department, post)
    }

    fn party(&mut self, id: &str, element: &Element) -> Option<Party> {
        let department = element.attribute("department").map(str::parse::<CreditCode>);
        let post = element.attribute("post").and_then(|post| post.parse::<Post>().ok());
        match (department.transpose(), post) {
            (Ok(department), Some(post)) => Some(Party { department, post }),
            _ => {
                self.findings
                    .unmapped(id, format!("its {} has no valid department and post", element.name));
                None
            }
        }
    }

    /// The limit that a timer on the element's edge sets. Where that timer leads has no counterpart, unless it is but an event.
    fn limit(&mut self, id: &str) -> Option<Limit> {
        let source = self.source;
        let mut limit = None;
        for (timer, element) in source
            .boundary
            .iter()
            .filter(|(_, event)| event.attribute("attachedToRef") == Some(id))
        {
            if element.child("timerEventDefinition").is_none() {
                self.findings
                    .unmapped(timer, "only timers on the edge of a task have a counterpart");
                continue;
            }
            let Some(read) = self.timer(timer, element) else {
                continue;
            };
            if limit.is_some() {
                self.findings
                    .unmapped(timer, "a task has one limit; the first timer set it");
                continue;
            }
            limit = Some(read);
            if element.attribute("cancelActivity") != Some("false") {
                self.findings.unmapped(
                    timer,
                    "a limit interrupts nothing; the task stays open when its time is over",
                );
            }
            for flow in source.leaving(timer) {
                let leads_on = source.element(flow.to).is_some_and(is_node)
                    && self.classes.get(flow.to) != Some(&super::class::Class::Reminder);
                if leads_on {
                    self.findings
                        .unmapped(flow.id, "a limit leads nowhere when it is over; it warns");
                }
            }
        }
        limit
    }

    /// The duration of a timer.
    fn timer(&mut self, id: &str, event: &Element) -> Option<Limit> {
        let definition = event.child("timerEventDefinition")?;
        let unit = definition.our_attribute("unit").map(unit);
        let text = definition.child("timeDuration").map(|duration| duration.text.trim());
        let Some(text) = text else {
            self.findings.unmapped(id, "only a timeDuration can be read of a timer");
            return None;
        };
        let limit = duration::limit(text, unit.unwrap_or(self.default_unit()));
        match limit {
            None => self
                .findings
                .unmapped(id, format!("the duration “{text}” is no number of days")),
            Some(limit) if unit.is_none() && limit.unit == Unit::CalendarDay => {
                self.findings
                    .assumed(id, format!("“{text}” is taken for calendar days"));
            }
            Some(_) => {}
        }
        limit
    }

    fn default_unit(&self) -> Unit {
        if self.options.working_days {
            Unit::WorkingDay
        } else {
            Unit::CalendarDay
        }
    }
}

fn unit(word: &str) -> Unit {
    if word == "calendar_day" {
        Unit::CalendarDay
    } else {
        Unit::WorkingDay
    }
}
