//! Files: uploaded, listed, read back, and gone when nobody used them.

use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn uploaded_files_are_listed_and_read_back_by_their_owner_alone() {
    let app = TestApp::start().await;
    let pdf = b"%PDF-1.4\n%%EOF\n".to_vec();
    let png = b"\x89PNG\r\n\x1a\n0000".to_vec();
    let form = Form::new()
        .part("a", Part::bytes(pdf.clone()).file_name("../营业执照.pdf"))
        .part("b", Part::bytes(png.clone()).file_name("photo.exe"));
    let uploaded = app
        .as_("citizen")
        .post("/documents")
        .key()
        .multipart(form)
        .send()
        .await
        .expect(201);
    let files = uploaded["data"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(
        (&files[0]["media_type"], &files[1]["media_type"]),
        (&json!("application/pdf"), &json!("image/png"))
    );

    let listed = app.as_("citizen").get("/documents").send().await.expect(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        listed["data"][1]["name"], "营业执照.pdf",
        "newest first, without a path"
    );
    assert!(listed["data"][0]["expires_at"].is_string());

    let path = format!("/documents/{}/content", files[0]["id"].as_str().unwrap());
    let content = app.as_("citizen").get(&path).send().await;
    assert_eq!((content.status, content.text.as_bytes()), (200, &*pdf));
    assert!(content.header("content-disposition").unwrap().starts_with("attachment"));
    let again = app
        .as_("citizen")
        .get(&path)
        .header("if-none-match", &content.etag())
        .send()
        .await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    app.as_("window").get(&path).send().await.problem(404, "not-found");
    let others = app.as_("window").get("/documents").send().await.expect(200);
    assert_eq!(others["data"], json!([]));
}

#[tokio::test]
async fn what_is_no_document_is_refused() {
    let app = TestApp::start().await;
    let upload = async |bytes: Vec<u8>| {
        let form = Form::new().part("file", Part::bytes(bytes).file_name("file.pdf"));
        app.as_("citizen").post("/documents").multipart(form).send().await
    };
    upload(b"<html>hello</html>".to_vec())
        .await
        .problem(415, "unsupported-media-type");
    upload(vec![]).await.problem(422, "invalid-input");
    let call = app.as_("citizen").post("/documents").json(json!({}));
    call.send().await.problem(415, "unsupported-media-type");
    let listed = app.as_("citizen").get("/documents").send().await.expect(200);
    assert_eq!(listed["data"], json!([]));
}

#[tokio::test]
async fn an_unused_document_expires_and_one_handed_in_stays() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let unused = app.upload("citizen").await;
    let case = app.filed(FOOD_LICENCE).await;
    app.settle().await;
    let used = case.read().await["documents"][0]["id"].as_str().unwrap().to_owned();
    let content = async |id: &str| app.as_("citizen").get(&format!("/documents/{id}/content")).send().await;
    app.at("2026-03-09T08:59:00+08:00").await;
    assert_eq!(content(&unused).await.status, 200);
    app.at("2026-03-09T09:01:00+08:00").await;
    content(&unused).await.problem(404, "not-found");
    assert_eq!(content(&used).await.status, 200);
    let listed = app.as_("citizen").get("/documents").send().await.expect(200);
    let left = listed["data"].as_array().unwrap();
    assert!(
        left.iter()
            .all(|file| file["attached_at"].is_string() && file["expires_at"].is_null()),
        "{listed}"
    );

    let mut filing = app.filing("citizen", FOOD_LICENCE).await;
    filing["documents"][0]["document"] = json!(unused);
    let late = app.as_("citizen").post("/applications").key().json(filing).send().await;
    assert_eq!(
        late.problem(422, "invalid-input")["errors"][0]["code"],
        "unknown-document"
    );
}
