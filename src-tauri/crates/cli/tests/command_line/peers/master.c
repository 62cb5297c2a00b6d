/* A Modbus master by libmodbus, for tests: `master rtu|tcp WHERE UNIT START COUNT` prints the input registers in
 * hexadecimal. WHERE is a device, or host:port. */
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    uint16_t words[MODBUS_MAX_READ_REGISTERS];
    if (argc != 6)
        return 2;
    modbus_t *line;
    if (strcmp(argv[1], "tcp") == 0) {
        char *port = strrchr(argv[2], ':');
        *port = '\0';
        line = modbus_new_tcp(argv[2], atoi(port + 1));
    } else {
        line = modbus_new_rtu(argv[2], 9600, 'N', 8, 1);
    }
    int count = atoi(argv[5]);
    if (line == NULL || modbus_set_slave(line, atoi(argv[3])) != 0 || modbus_connect(line) != 0 ||
        modbus_set_response_timeout(line, 2, 0) != 0 ||
        modbus_read_input_registers(line, (int)strtol(argv[4], NULL, 16), count, words) != count) {
        fprintf(stderr, "%s\n", modbus_strerror(errno));
        return 1;
    }
    for (int at = 0; at < count; at++)
        printf(at == 0 ? "%04x" : " %04x", words[at]);
    printf("\n");
    modbus_close(line);
    modbus_free(line);
    return 0;
}
