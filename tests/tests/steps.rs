//! A kettle beside six computers is found within a minute; computers and an inverter air conditioner never are.

use tests::steps::term;

#[test]
fn kettles_are_found_and_computers_are_not() {
    let term = term(5, 10);
    assert_eq!(term.accused, []);
    assert!(term.used > 20, "{} {}", term.used, term.found);
    assert!(term.found * 100 >= term.used * 90, "{} of {}", term.found, term.used);
    assert!(term.middle_seconds().unwrap() <= 30, "{:?}", term.seconds);
}
