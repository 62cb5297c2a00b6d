//! The same exchange over every kind of wire. Nothing here waits for a clock: a read ends when the answer is there.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// Unit 1, input registers 0 and 1; the answer has nine bytes.
const REQUEST: [u8; 8] = [1, 4, 0, 0, 0, 2, 0x71, 0xcb];
const PATIENCE: Duration = Duration::from_secs(20);

fn line() -> Line {
    independent_line(1, &profile("eastron-sdm120").unwrap(), &[1, 2], &clock_at(timestamp(EVENING)))
}

fn expected() -> Vec<u8> {
    Exchange::rtu(line()).ask(&REQUEST)
}

#[cfg(unix)]
#[test]
fn a_pseudo_terminal_answers_its_master_and_the_next_one() {
    let serving = serve_pty(line(), Pace::at(115_200, 10)).unwrap();
    let path = serving.path().expect("the slave's path").to_owned();
    for _ in 0..2 {
        let mut port = serialport::new(&path, 9600).timeout(PATIENCE).open().unwrap();
        port.write_all(&REQUEST).unwrap();
        let mut answer = [0; 9];
        port.read_exact(&mut answer).unwrap();
        assert_eq!(answer.to_vec(), expected());
    }
    serving.stop().unwrap();
    assert!(serialport::new(&path, 9600).open().is_err(), "the pseudo-terminal is gone");
}

#[cfg(unix)]
#[test]
fn a_named_path_is_served_until_it_is_stopped() {
    let (mut master, slave) = serialport::TTYPort::pair().unwrap();
    let path = serialport::SerialPort::name(&slave).unwrap();
    let serving = serve_path(line(), &path, 115_200, meter::Parity::None).unwrap();
    serialport::SerialPort::set_timeout(&mut master, PATIENCE).unwrap();
    master.write_all(&REQUEST).unwrap();
    let mut answer = [0; 9];
    master.read_exact(&mut answer).unwrap();
    assert_eq!(answer.to_vec(), expected());
    assert!(!serving.is_finished());
    serving.stop().unwrap();
    assert!(serve_path(line(), "/dev/no-such-port", 9600, meter::Parity::Even).is_err());
}

#[test]
fn tcp_carries_both_framings() {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    for framing in [Framing::Rtu, Framing::Tcp] {
        let serving = serve_tcp(line(), anywhere, framing, Pace::none()).unwrap();
        let mut stream = TcpStream::connect(serving.address().unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (request, wanted) = match framing {
            Framing::Rtu => (REQUEST.to_vec(), expected()),
            Framing::Tcp => {
                let pdu = &expected()[..7];
                (vec![0, 9, 0, 0, 0, 6, 1, 4, 0, 0, 0, 2], [&[0, 9, 0, 0, 0, 7][..], pdu].concat())
            }
        };
        stream.write_all(&request).unwrap();
        let mut answer = vec![0; wanted.len()];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(answer, wanted);
        serving.stop().unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0, "the connection has ended");
    }
}

#[tokio::test]
async fn pipes_can_be_made_again_and_again_until_the_line_stops() {
    let (connector, serving) = serve_in_process(line(), Pace::none()).unwrap();
    for _ in 0..3 {
        let mut pipe = connector.connect().unwrap();
        pipe.write_all(&REQUEST).await.unwrap();
        let mut answer = [0; 9];
        pipe.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer.to_vec(), expected());
    }
    serving.stop().unwrap();
    assert!(connector.connect().is_err());
}
