//! How a node is described in the OpenAPI document.
//!
//! By hand, because a derived `allOf` of a closed object and a `kind` beside it admits nothing at all.

use std::borrow::Cow;

use utoipa::openapi::schema::{Object, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{Call, Choice, Countersign, End, Fork, Join, Node, Task, Wait};

impl PartialSchema for Node {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some("A node of the graph"))
            .item(of_kind::<Task>("task"))
            .item(of_kind::<Choice>("choice"))
            .item(of_kind::<Fork>("fork"))
            .item(of_kind::<Join>("join"))
            .item(of_kind::<Countersign>("countersign"))
            .item(of_kind::<Wait>("wait"))
            .item(of_kind::<Call>("call"))
            .item(of_kind::<End>("end"))
            .into()
    }
}

impl ToSchema for Node {
    fn name() -> Cow<'static, str> {
        "ProcedureNode".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Task::schemas(schemas);
        Choice::schemas(schemas);
        Fork::schemas(schemas);
        Join::schemas(schemas);
        Countersign::schemas(schemas);
        Wait::schemas(schemas);
        Call::schemas(schemas);
        End::schemas(schemas);
    }
}

/// The variant's own object with its `kind` as one more property.
fn of_kind<T: PartialSchema>(kind: &str) -> RefOr<Schema> {
    let tag = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([kind]));
    match T::schema() {
        RefOr::T(Schema::Object(mut object)) => {
            let Object {
                properties, required, ..
            } = &mut object;
            properties.insert("kind".to_owned(), tag.into());
            required.insert(0, "kind".to_owned());
            object.into()
        }
        other => other,
    }
}
