//! From a document to a version: everything that can be checked and compiled beforehand.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ItemVersion, result};
use crate::catalogue::checks;
use crate::catalogue::condition::{Condition, Conditions, Scope};
use crate::catalogue::document::{ExtensionRule, Item};
use crate::catalogue::form::Form;
use crate::codes::Service;
use crate::problem::FieldError;
use crate::procedure::{Fault, Node, Step};
use crate::text::Text;

impl ItemVersion {
    /// Checks an item and compiles it. Whether its department exists is for the import to know, whether its procedure is sound for the
    /// publication ([`Self::soundness`]).
    ///
    /// # Errors
    /// Everything wrong, with pointers into the document.
    pub fn compile(item: Item, version: i32) -> Result<Self, Vec<FieldError>> {
        let mut errors = checks::item(&item);
        errors.extend(checks::schema_references(&item));
        match Self::assemble(item, version) {
            Ok(compiled) if errors.is_empty() => Ok(compiled),
            Ok(_) => Err(errors),
            Err(more) => {
                errors.extend(more);
                Err(errors)
            }
        }
    }

    /// Compiles an item that was checked when it was imported.
    ///
    /// # Errors
    /// Conditions or a form that do not compile.
    pub fn assemble(item: Item, version: i32) -> Result<Self, Vec<FieldError>> {
        Self::assemble_with(item, version, &[])
    }

    /// Compiles an item together with conditions over its answers that stand elsewhere, each with its place.
    ///
    /// # Errors
    /// Conditions or a form that do not compile.
    pub fn assemble_with(item: Item, version: i32, elsewhere: &[(String, &str)]) -> Result<Self, Vec<FieldError>> {
        let (form, mut errors) = match Form::compile(item.form_schema.as_ref()) {
            Ok(form) => (Some(form), Vec::new()),
            Err(errors) => (None, errors),
        };
        let result = result::compile(item.result.schema.as_ref(), &mut errors);
        let fields = form.as_ref().and_then(|form| form.fields().cloned());
        let conditions = conditions(&item, fields, elsewhere, &mut errors);
        match form {
            Some(form) if errors.is_empty() => Ok(Self {
                code: item.code.clone(),
                version,
                graph: Arc::new(item.procedure.clone()),
                extension: item.extension_rule(),
                joint_extension: ExtensionRule::joint(),
                following: item.following_rule(),
                consents: item.consent_rules(),
                item,
                form,
                result,
                conditions: Arc::new(conditions),
            }),
            _ => Err(errors),
        }
    }

    /// What keeps the procedure from always having a way to its end, with a run or the answers as evidence; empty if it is sound.
    pub fn soundness(&self) -> Vec<FieldError> {
        let place = |fault: &Fault| match &fault.node {
            Some(node) => format!("/procedure/nodes/{node}"),
            None => "/procedure".to_owned(),
        };
        let told = |fault: Fault| {
            let evidence = fault.path.iter().map(Step::words).collect();
            let place = place(&fault);
            let text = Text::new(fault.message_zh, fault.message_en);
            FieldError::new(place, fault.code, text).with_evidence(evidence)
        };
        let mut faults: Vec<_> = self.graph.check().into_iter().map(told).collect();
        if faults.is_empty() && self.asks_result(Service::New) {
            faults.extend(self.graph.approvals_by_nobody().into_iter().map(told));
        }
        faults.extend(self.gaps());
        faults
    }
}

/// Parses every condition of an item: questions see the answers before them, materials and guards see everything.
fn conditions(
    item: &Item,
    fields: Option<BTreeSet<String>>,
    elsewhere: &[(String, &str)],
    errors: &mut Vec<FieldError>,
) -> Conditions {
    let mut conditions = Conditions::new();
    let mut parse = |source: &str, pointer: String, scope: &Scope| match Condition::parse(source, scope) {
        Ok(condition) => {
            conditions.insert(source.to_owned(), condition);
        }
        Err(error) => {
            let text = Text::new(error.message_zh(), error.to_string());
            errors.push(FieldError::new(pointer, error.code(), text));
        }
    };

    let mut asked = Scope {
        questions: BTreeSet::new(),
        fields: Some(BTreeSet::new()),
    };
    for (index, question) in item.questions.iter().enumerate() {
        if let Some(when) = &question.when {
            parse(when, format!("/questions/{index}/when"), &asked);
        }
        asked.questions.insert(question.key.clone());
    }
    for (pointer, source) in elsewhere {
        parse(source, pointer.clone(), &asked);
    }
    let everything = Scope { fields, ..asked };
    for (index, material) in item.materials.iter().enumerate() {
        if let Some(when) = &material.when {
            parse(when, format!("/materials/{index}/when"), &everything);
        }
    }
    for (index, consent) in item.consents.iter().enumerate() {
        if let Some(when) = &consent.when {
            parse(when, format!("/consents/{index}/when"), &everything);
        }
    }
    for (id, node) in &item.procedure.nodes {
        if let Node::Choice(choice) = node {
            for (index, case) in choice.cases.iter().enumerate() {
                parse(
                    &case.when,
                    format!("/procedure/nodes/{id}/cases/{index}/when"),
                    &everything,
                );
            }
        }
    }
    conditions
}
