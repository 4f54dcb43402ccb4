//! What is taken and what is not.

use super::*;

const CITIZEN: Uuid = Uuid::from_u128(5);

#[actix_web::test]
async fn several_files_are_stored_and_recognised_by_their_content() {
    let bench = Bench::new().await;
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.resize(MAX_BYTES, 7);

    let (status, body) = bench
        .upload(CITIZEN, &[("../执照.html", PDF), ("photo.exe", &png)])
        .await;

    assert_eq!(status, StatusCode::CREATED, "{body}");
    let data = body["data"].as_array().unwrap();
    assert_eq!(data.len(), 2);
    assert_eq!(data[0]["media_type"], "application/pdf");
    assert_eq!(data[0]["size"], PDF.len());
    assert_eq!(data[0]["sha256"], crate::crypto::digest::sha256_hex(PDF));
    assert_eq!(data[1]["media_type"], "image/png");
    assert_eq!(data[1]["sha256"], crate::crypto::digest::sha256_hex(&png));
    let list = bench.list(CITIZEN, "/documents").await;
    assert_eq!(list["data"][1]["name"], "执照.html");
    assert_eq!(bench.stored().len(), 2);
    bench.close().await;
}

#[actix_web::test]
async fn what_is_refused_leaves_nothing_behind() {
    let bench = Bench::new().await;
    let large = [PDF, &vec![0; 20 * MAX_BYTES]].concat();
    type Files<'a> = &'a [(&'a str, &'a [u8])];
    let cases: [(Files<'_>, u16, &str); 4] = [
        (
            &[("good.pdf", PDF), ("page.pdf", b"<html>hello</html>")],
            415,
            "unsupported-media-type",
        ),
        (&[("good.pdf", PDF), ("large.pdf", &large)], 413, "payload-too-large"),
        (&[("good.pdf", PDF), ("empty.pdf", b"")], 422, "invalid-input"),
        (
            &[("1.pdf", PDF), ("2.pdf", PDF), ("3.pdf", PDF), ("4.pdf", PDF)],
            422,
            "invalid-input",
        ),
    ];
    for (files, status, code) in cases {
        let (found, body) = bench.upload(CITIZEN, files).await;
        assert_eq!((found.as_u16(), body["code"].as_str()), (status, Some(code)), "{body}");
    }
    assert_eq!(bench.stored(), Vec::<PathBuf>::new());
    assert_eq!(bench.list(CITIZEN, "/documents").await["data"], Value::Array(vec![]));
    bench.close().await;
}

#[actix_web::test]
async fn a_form_that_is_none_is_refused() {
    let bench = Bench::new().await;
    let post = || bench.signed(CITIZEN, Client::new().post(format!("{}/documents", bench.url)));

    let json = post().json(&1).send().await.unwrap();
    assert_eq!(json.status().as_u16(), 415);
    let text = post()
        .multipart(Form::new().text("note", "hello"))
        .send()
        .await
        .unwrap();
    assert_eq!(text.status().as_u16(), 422);
    let body: Value = text.json().await.unwrap();
    assert_eq!(body["errors"][0]["pointer"], "/note");
    for (body, status) in [
        ("--x--\r\n", 422),
        ("", 400),
        (
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n%PDF-1.7",
            400,
        ),
    ] {
        let request = post().header("content-type", "multipart/form-data; boundary=x");
        let response = request.body(body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{body}");
    }
    assert_eq!(bench.stored(), Vec::<PathBuf>::new());
    bench.close().await;
}

#[actix_web::test]
async fn the_same_key_gets_the_same_answer_and_keeps_one_copy() {
    let bench = Bench::new().await;
    let send = async |bytes: &[u8]| {
        let request = bench.upload_request(CITIZEN, &[("a.pdf", bytes)]);
        let response = request.header("Idempotency-Key", "k1").send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };

    let first = send(PDF).await;
    assert_eq!(first.0, 201);
    assert_eq!(send(PDF).await, first);
    assert_eq!(send(b"%PDF-1.4 other").await.0, 422);

    assert_eq!(bench.stored().len(), 1);
    assert_eq!(
        bench.list(CITIZEN, "/documents").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    bench.close().await;
}

#[actix_web::test]
async fn nobody_uploads_without_signing_in() {
    let bench = Bench::new().await;
    let response = Client::new()
        .post(format!("{}/documents", bench.url))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 401);
    bench.close().await;
}
