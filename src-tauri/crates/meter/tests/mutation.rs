//! Seeded nonsense: whatever the bytes, readers refuse or accept, and never panic.

use meter::{Block, Function, Probed, Profile, Request, Values, rtu, tcp};

fn texts() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/meters");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Xorshift (Marsaglia 2003): enough to vary tests, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % sides
    }

    fn word(&mut self) -> u16 {
        let interesting = [0, 1, 0x7FFF, 0x8000, 0xFFFF, 0x7F80, 0x7FC0, 0xFF80, 0x4366, 0x0080];
        match self.roll(3) {
            0 => interesting[self.roll(interesting.len())],
            _ => u16::try_from(self.roll(0x1_0000)).unwrap(),
        }
    }
}

const PIECES: [&str; 16] = [
    "=",
    "[",
    "\n",
    "0xFFFF",
    "\"",
    "[relay]\n",
    "é",
    "-1",
    "{",
    "combine = \"sum\"",
    "\"other\"",
    "\"ones\"",
    "type = \"u64\"",
    "[[probe]]\n",
    "channels = 64\n",
    "unavailable = [",
];

fn words(dice: &mut Dice, block: Block) -> Values {
    let cut = usize::from(block.count).saturating_sub(dice.roll(20) / 19);
    if block.function.is_bits() {
        Values::Bits((0..cut).map(|_| dice.roll(2) == 1).collect())
    } else {
        Values::Registers((0..cut).map(|_| dice.word()).collect())
    }
}

/// Asks a profile everything that it can be asked, with nonsense for answers.
fn exercise(profile: &Profile, dice: &mut Dice) {
    let image = profile.image(&meter::Sample::default());
    assert!(profile.blocks().iter().all(|block| image.read(*block).is_some()), "{}", profile.id());
    for channel in 0..=profile.relay_channels() {
        let (close, open) = (profile.relay_command(channel, true), profile.relay_command(channel, false));
        assert!(close.is_none() || close != open, "{}", profile.id());
        if let Some(block) = profile.relay_read(channel) {
            let _ = profile.relay_state(channel, block, &words(dice, block));
        }
        if let Some(block) = profile.relay_key_read() {
            let _ = profile.relay_command_with_key(channel, true, &words(dice, block));
        }
    }
    let probed: Vec<Probed> = profile.probes().map(|block| Probed::Answered(words(dice, block))).collect();
    let _ = profile.fit(&probed);
    if let Some(clock) = profile.clock() {
        let _ = clock.read(&words(dice, clock.block()));
    }
    let Some(setup) = profile.setup() else { return };
    let Some(held) = setup.address_read().map(|block| words(dice, block)) else { return };
    if let Some(unit) = setup.held_address(&held) {
        let written = setup.set_address(unit, Some(&held));
        assert!(written.is_none() || unit_of(setup, written) == Some(unit), "{}", profile.id());
    }
}

/// The address that a write leaves in the register.
fn unit_of(setup: &meter::Setup, written: Option<Request>) -> Option<u8> {
    match written? {
        Request::WriteRegister { value, .. } => setup.held_address(&Values::Registers(vec![value])),
        Request::WriteRegisters { values, .. } => setup.held_address(&Values::Registers(values)),
        Request::Read(_) | Request::WriteCoil { .. } => None,
    }
}

#[test]
fn profile_texts_with_random_edits() {
    let mut dice = Dice(0x524F_4F4D);
    let texts = texts();
    let mut refused = 0;
    for round in 0..6_000 {
        let mut text = texts[round % texts.len()].clone();
        for _ in 0..=dice.roll(3) {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (one, other) = (ends[dice.roll(ends.len())], ends[dice.roll(ends.len())]);
            let at = one.min(other);
            match dice.roll(4) {
                0 => text.replace_range(at..one.max(other).min(text.len()), ""),
                1 => text.insert_str(at, PIECES[dice.roll(PIECES.len())]),
                2 => text.insert(at, char::from_digit(u32::try_from(dice.roll(10)).unwrap(), 10).unwrap()),
                _ => text.truncate(at),
            }
        }
        match Profile::parse(&text) {
            Ok(profile) => exercise(&profile, &mut dice),
            Err(error) => {
                refused += 1;
                assert!(error.line >= 1 && error.line <= text.lines().count() + 1, "{error}");
            }
        }
    }
    assert!(refused > 2_000, "the edits must hurt: {refused}");
}

#[test]
fn registers_with_random_contents() {
    let mut dice = Dice(0x4557_4154);
    for text in texts() {
        let profile = Profile::parse(&text).unwrap();
        for _ in 0..1_000 {
            let blocks = profile.blocks().iter().copied().chain(profile.identity());
            let replies: Vec<(Block, Values)> = blocks.map(|block| (block, words(&mut dice, block))).collect();
            exercise(&profile, &mut dice);
            let Ok(sample) = profile.decode(&replies) else { continue };
            assert!(sample.energy_import.is_none_or(|energy| !energy.is_negative()));
            let image = profile.image(&sample);
            let again: Vec<_> = replies.iter().map(|(block, _)| (*block, image.read(*block).unwrap())).collect();
            assert!(profile.decode(&again).is_ok());
        }
    }
}

#[test]
fn frames_with_random_bytes() {
    let mut dice = Dice(0x0C5C_D001);
    let requests = [
        Request::Read(Block { function: Function::HoldingRegisters, start: 0, count: 10 }),
        Request::Read(Block { function: Function::Coils, start: 3, count: 11 }),
        Request::WriteCoil { address: 3, on: true },
        Request::WriteRegisters { address: 0x1A, values: vec![1] },
    ];
    for round in 0..20_000 {
        let request = &requests[round % requests.len()];
        let mut frame: Vec<u8> = (0..dice.roll(30)).map(|_| dice.word().to_le_bytes()[0]).collect();
        if dice.roll(2) == 0 && frame.len() > 2 {
            frame[0] = 1;
            frame[1] = request.code() | [0, 0x80][dice.roll(2)];
            frame = rtu::seal(frame);
        }
        if let Ok(reply) = rtu::check(1, request, &frame) {
            assert_eq!(frame.len(), rtu::reply_len(request), "{reply:?}");
        }
        if let Ok(reply) = tcp::check(7, 1, request, &frame) {
            assert_eq!(frame.len(), tcp::reply_len(request), "{reply:?}");
        }
    }
}
