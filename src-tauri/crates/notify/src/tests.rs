use std::collections::BTreeMap;

use chrono::{TimeZone, Utc};

use crate::http::{Request, compose};
use crate::{Message, Moment, SendError, Template, acs3};

const SHIPPED: [(&str, &str); 4] = [
    ("twilio-sms", include_str!("../../../../assets/channels/twilio-sms.toml")),
    ("alibaba-sms", include_str!("../../../../assets/channels/alibaba-sms.toml")),
    ("wecom-robot", include_str!("../../../../assets/channels/wecom-robot.toml")),
    ("ntfy", include_str!("../../../../assets/channels/ntfy.toml")),
];

fn shipped(name: &str) -> Template {
    let (_, text) = SHIPPED.iter().find(|(one, _)| *one == name).expect("shipped");
    Template::parse(text).expect("a good template")
}

fn moment() -> Moment {
    let at = Utc.with_ymd_and_hms(2023, 10, 26, 10, 22, 32).single().expect("an instant");
    Moment { at, nonce: "3156853299f313e23d1673dc12e1703d".to_owned() }
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn message(to: &str) -> Message {
    Message {
        to: to.to_owned(),
        subject: "Room 3 & 4".to_owned(),
        text: "Balance \"low\"\n¥ 2.50".to_owned(),
        fields: values(&[("room", "3 \"A\""), ("balance", "¥ 2.50")]),
    }
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value)
}

#[test]
fn every_setting_of_a_shipped_template_has_a_hint_in_both_languages() {
    for (name, text) in SHIPPED {
        let template = Template::parse(text).expect(name);
        assert!(!template.settings.is_empty(), "{name}");
        for setting in &template.settings {
            for language in ["en", "zh-CN"] {
                assert!(setting.hint.contains_key(language), "{name}: {} has no hint in {language}", setting.key);
            }
        }
    }
}

#[test]
fn twilio_gets_a_form_behind_basic_authentication() {
    let settings = values(&[("account", "AC1"), ("token", "s3cret"), ("from", "+15005550006")]);
    let request = compose(&shipped("twilio-sms"), &settings, &message("+8613800000000"), &moment()).expect("a request");
    assert_eq!(request.url, "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(request.body, "Body=Balance%20%22low%22%0A%C2%A5%202.50&From=%2B15005550006&To=%2B8613800000000");
    // base64 of AC1:s3cret
    assert_eq!(header(&request, "Authorization"), "Basic QUMxOnMzY3JldA==");
    assert_eq!(header(&request, "Content-Type"), "application/x-www-form-urlencoded");
}

#[test]
fn what_a_name_contains_never_changes_the_request() {
    let settings = values(&[("key", "a&b=c/../d")]);
    let request = compose(&shipped("wecom-robot"), &settings, &message(""), &moment()).expect("a request");
    assert_eq!(request.url, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a%26b%3Dc%2F..%2Fd");
    assert_eq!(request.body, r#"{"msgtype":"text","text":{"content":"Balance \"low\"\n¥ 2.50"}}"#);

    let settings = values(&[("server", "http://127.0.0.1:1"), ("topic", "t"), ("priority", "4")]);
    let request = compose(&shipped("ntfy"), &settings, &message(""), &moment()).expect("a request");
    assert_eq!(request.url, "http://127.0.0.1:1/t?title=Room%203%20%26%204&priority=4");
    assert_eq!(request.body, "Balance \"low\"\n¥ 2.50");
}

#[test]
fn a_line_break_in_a_header_is_refused() {
    let text = "name = 'x'\nsource = 'x'\nkind = 'chat'\nurl = 'https://x/'\nheaders = { Title = '{subject}' }\n";
    let template = Template::parse(text).expect("a template");
    let message = Message { subject: "a\r\nCookie: b".to_owned(), ..Message::default() };
    let refused = compose(&template, &BTreeMap::new(), &message, &moment()).expect_err("refused");
    assert!(matches!(&refused, SendError::Value { setting, .. } if setting == "subject"), "{refused}");
}

#[test]
fn alibaba_gets_the_registered_text_s_values_as_json_within_a_signed_form() {
    let settings =
        values(&[("access_key", "K"), ("access_secret", "S"), ("sign_name", "房"), ("template_code", "SMS_1")]);
    let request = compose(&shipped("alibaba-sms"), &settings, &message("13800000000"), &moment()).expect("a request");
    assert_eq!(
        request.body,
        "PhoneNumbers=13800000000&SignName=%E6%88%BF&TemplateCode=SMS_1&\
         TemplateParam=%7B%22room%22%3A%223%20%5C%22A%5C%22%22%2C%22balance%22%3A%22%C2%A5%202.50%22%7D"
    );
    assert_eq!(header(&request, "x-acs-action"), "SendSms");
    assert!(
        header(&request, "Authorization").starts_with("ACS3-HMAC-SHA256 Credential=K,SignedHeaders=content-type;host;")
    );
}

/// The worked example of the provider's description of the signature.
#[test]
fn the_signature_is_that_of_the_published_example() {
    let mut request = Request {
        url: "https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
            .to_owned(),
        headers: Vec::new(),
        body: String::new(),
    };
    let signing = acs3::Signing {
        key: "YourAccessKeyId",
        secret: "YourAccessKeySecret",
        action: "RunInstances",
        version: "2014-05-26",
    };
    acs3::sign(&mut request, "POST", &signing, &moment());
    assert_eq!(
        header(&request, "Authorization"),
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
         x-acs-signature-nonce;x-acs-version,\
         Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    );
}

#[test]
fn a_number_that_is_none_and_a_setting_that_is_missing_are_told_before_anything_is_sent() {
    let none = BTreeMap::new();
    for wrong in ["", "room 3", "123", "+1234567890123456", "12-34-56"] {
        let refused = compose(&shipped("twilio-sms"), &none, &message(wrong), &moment()).expect_err(wrong);
        assert!(matches!(refused, SendError::Address { .. }), "{wrong}: {refused}");
    }
    let refused = compose(&shipped("wecom-robot"), &none, &message(""), &moment()).expect_err("no key");
    assert_eq!(refused, SendError::Missing { setting: "key".to_owned() });
}

#[test]
fn a_long_text_is_cut_between_characters() {
    let long = Message { text: "电".repeat(1000), ..Message::default() };
    let settings = values(&[("key", "k")]);
    let request = compose(&shipped("wecom-robot"), &settings, &long, &moment()).expect("a request");
    assert_eq!(request.body.matches('电').count(), 682, "2048 bytes hold 682 characters of three");
}

#[test]
fn a_wrong_template_is_told_by_line_and_key() {
    let good = "name = 'x'\nsource = 's'\nkind = 'chat'\nurl = 'https://h/{a}'\n[[setting]]\nkey = 'a'\n";
    Template::parse(good).expect("good");
    for (from, to, told) in [
        ("kind = 'chat'", "kind = 'fax'", "line 3, kind: \"fax\" is none; write sms or chat"),
        ("{a}", "{b}", "line 4, url: {b} has no value; declare it under [[setting]]"),
        ("https://h", "ftp://h", "line 4, url: begin it with https:// or with a setting"),
        ("https://h/", "https://{a}/", "line 4, url: only a whole address can be a setting, not a part of its host"),
        ("key = 'a'", "key = 'to'", "line 6, setting.key: \"to\" is taken; choose another name"),
        ("source = 's'\n", "", "line 1, source: this is missing"),
        ("source = 's'", "source = 's'\nmethode = 'PUT'", "line 3, methode: there is no such key"),
    ] {
        let error = Template::parse(&good.replace(from, to)).expect_err(to).to_string();
        assert!(error.starts_with(told), "{error}");
    }
}
