import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace lockstep. */
export namespace lockstep {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a RegisterRequest.
         * @deprecated Use lockstep.v1.RegisterRequest.$Properties instead.
         */
        interface IRegisterRequest extends lockstep.v1.RegisterRequest.$Properties {
        }

        /** Represents a RegisterRequest. */
        class RegisterRequest {

            /**
             * Constructs a new RegisterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RegisterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RegisterRequest protocolVersion. */
            protocolVersion: number;

            /** RegisterRequest workerId. */
            workerId: string;

            /** RegisterRequest softwareVersion. */
            softwareVersion: string;

            /** RegisterRequest jobSha256. */
            jobSha256: string;

            /** RegisterRequest host. */
            host: string;

            /**
             * Encodes the specified RegisterRequest message. Does not implicitly {@link lockstep.v1.RegisterRequest.verify|verify} messages.
             * @param message RegisterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RegisterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RegisterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RegisterRequest & lockstep.v1.RegisterRequest.$Shape} RegisterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RegisterRequest & lockstep.v1.RegisterRequest.$Shape;

            /**
             * Creates a RegisterRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RegisterRequest
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.RegisterRequest;

            /**
             * Creates a plain object from a RegisterRequest message. Also converts values to other types if specified.
             * @param message RegisterRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.RegisterRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RegisterRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RegisterRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RegisterRequest {

            /** Properties of a RegisterRequest. */
            interface $Properties {

                /** RegisterRequest protocolVersion */
                protocolVersion?: (number|null);

                /** RegisterRequest workerId */
                workerId?: (string|null);

                /** RegisterRequest softwareVersion */
                softwareVersion?: (string|null);

                /** RegisterRequest jobSha256 */
                jobSha256?: (string|null);

                /** RegisterRequest host */
                host?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RegisterRequest. */
            type $Shape = lockstep.v1.RegisterRequest.$Properties;
        }

        /**
         * Properties of a RegisterResponse.
         * @deprecated Use lockstep.v1.RegisterResponse.$Properties instead.
         */
        interface IRegisterResponse extends lockstep.v1.RegisterResponse.$Properties {
        }

        /** Represents a RegisterResponse. */
        class RegisterResponse {

            /**
             * Constructs a new RegisterResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RegisterResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RegisterResponse protocolVersion. */
            protocolVersion: number;

            /** RegisterResponse run. */
            run?: (lockstep.v1.RunConfig.$Properties|null);

            /** RegisterResponse term. */
            term: number;

            /**
             * Encodes the specified RegisterResponse message. Does not implicitly {@link lockstep.v1.RegisterResponse.verify|verify} messages.
             * @param message RegisterResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RegisterResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RegisterResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RegisterResponse & lockstep.v1.RegisterResponse.$Shape} RegisterResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RegisterResponse & lockstep.v1.RegisterResponse.$Shape;

            /**
             * Creates a RegisterResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RegisterResponse
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.RegisterResponse;

            /**
             * Creates a plain object from a RegisterResponse message. Also converts values to other types if specified.
             * @param message RegisterResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.RegisterResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RegisterResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RegisterResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RegisterResponse {

            /** Properties of a RegisterResponse. */
            interface $Properties {

                /** RegisterResponse protocolVersion */
                protocolVersion?: (number|null);

                /** RegisterResponse run */
                run?: (lockstep.v1.RunConfig.$Properties|null);

                /** RegisterResponse term */
                term?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RegisterResponse. */
            type $Shape = lockstep.v1.RegisterResponse.$Properties;
        }

        /**
         * Properties of a RunConfig.
         * @deprecated Use lockstep.v1.RunConfig.$Properties instead.
         */
        interface IRunConfig extends lockstep.v1.RunConfig.$Properties {
        }

        /** Represents a RunConfig. */
        class RunConfig {

            /**
             * Constructs a new RunConfig.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RunConfig.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RunConfig runId. */
            runId: string;

            /** RunConfig jobName. */
            jobName: string;

            /** RunConfig jobSha256. */
            jobSha256: string;

            /** RunConfig batchSize. */
            batchSize: number;

            /** RunConfig epochs. */
            epochs: number;

            /** RunConfig seed. */
            seed: number;

            /** RunConfig transport. */
            transport: string;

            /** RunConfig engine. */
            engine: string;

            /** RunConfig heartbeatMs. */
            heartbeatMs: number;

            /** RunConfig stepDeadlineMs. */
            stepDeadlineMs: number;

            /** RunConfig dataset. */
            dataset?: (lockstep.v1.DatasetInfo.$Properties|null);

            /** RunConfig dataMode. */
            dataMode: string;

            /** RunConfig reproducible. */
            reproducible: boolean;

            /** RunConfig heartbeatTimeoutMs. */
            heartbeatTimeoutMs: number;

            /** RunConfig wire. */
            wire: string;

            /** RunConfig checkpointEverySteps. */
            checkpointEverySteps: number;

            /** RunConfig checkpointEveryMs. */
            checkpointEveryMs: number;

            /** RunConfig jobBlobs. */
            jobBlobs: string[];

            /** RunConfig scheduleEpochs. */
            scheduleEpochs: number;

            /** RunConfig startWorkers. */
            startWorkers: number;

            /**
             * Encodes the specified RunConfig message. Does not implicitly {@link lockstep.v1.RunConfig.verify|verify} messages.
             * @param message RunConfig message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RunConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunConfig message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RunConfig & lockstep.v1.RunConfig.$Shape} RunConfig
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RunConfig & lockstep.v1.RunConfig.$Shape;

            /**
             * Creates a RunConfig message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RunConfig
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.RunConfig;

            /**
             * Creates a plain object from a RunConfig message. Also converts values to other types if specified.
             * @param message RunConfig
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.RunConfig, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RunConfig to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RunConfig
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RunConfig {

            /** Properties of a RunConfig. */
            interface $Properties {

                /** RunConfig runId */
                runId?: (string|null);

                /** RunConfig jobName */
                jobName?: (string|null);

                /** RunConfig jobSha256 */
                jobSha256?: (string|null);

                /** RunConfig batchSize */
                batchSize?: (number|null);

                /** RunConfig epochs */
                epochs?: (number|null);

                /** RunConfig seed */
                seed?: (number|null);

                /** RunConfig transport */
                transport?: (string|null);

                /** RunConfig engine */
                engine?: (string|null);

                /** RunConfig heartbeatMs */
                heartbeatMs?: (number|null);

                /** RunConfig stepDeadlineMs */
                stepDeadlineMs?: (number|null);

                /** RunConfig dataset */
                dataset?: (lockstep.v1.DatasetInfo.$Properties|null);

                /** RunConfig dataMode */
                dataMode?: (string|null);

                /** RunConfig reproducible */
                reproducible?: (boolean|null);

                /** RunConfig heartbeatTimeoutMs */
                heartbeatTimeoutMs?: (number|null);

                /** RunConfig wire */
                wire?: (string|null);

                /** RunConfig checkpointEverySteps */
                checkpointEverySteps?: (number|null);

                /** RunConfig checkpointEveryMs */
                checkpointEveryMs?: (number|null);

                /** RunConfig jobBlobs */
                jobBlobs?: (string[]|null);

                /** RunConfig scheduleEpochs */
                scheduleEpochs?: (number|null);

                /** RunConfig startWorkers */
                startWorkers?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunConfig. */
            type $Shape = lockstep.v1.RunConfig.$Properties;
        }

        /**
         * Properties of a DatasetInfo.
         * @deprecated Use lockstep.v1.DatasetInfo.$Properties instead.
         */
        interface IDatasetInfo extends lockstep.v1.DatasetInfo.$Properties {
        }

        /** Represents a DatasetInfo. */
        class DatasetInfo {

            /**
             * Constructs a new DatasetInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.DatasetInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DatasetInfo name. */
            name: string;

            /** DatasetInfo provenance. */
            provenance: string;

            /** DatasetInfo substitute. */
            substitute: boolean;

            /** DatasetInfo classes. */
            classes: string[];

            /** DatasetInfo train. */
            train?: (lockstep.v1.SplitInfo.$Properties|null);

            /** DatasetInfo test. */
            test?: (lockstep.v1.SplitInfo.$Properties|null);

            /** DatasetInfo prepared. */
            prepared: string;

            /** DatasetInfo validation. */
            validation?: (lockstep.v1.SplitInfo.$Properties|null);

            /** DatasetInfo pack. */
            pack?: (string|null);

            /**
             * Encodes the specified DatasetInfo message. Does not implicitly {@link lockstep.v1.DatasetInfo.verify|verify} messages.
             * @param message DatasetInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.DatasetInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DatasetInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.DatasetInfo & lockstep.v1.DatasetInfo.$Shape} DatasetInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.DatasetInfo & lockstep.v1.DatasetInfo.$Shape;

            /**
             * Creates a DatasetInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DatasetInfo
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.DatasetInfo;

            /**
             * Creates a plain object from a DatasetInfo message. Also converts values to other types if specified.
             * @param message DatasetInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.DatasetInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DatasetInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for DatasetInfo
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DatasetInfo {

            /** Properties of a DatasetInfo. */
            interface $Properties {

                /** DatasetInfo name */
                name?: (string|null);

                /** DatasetInfo provenance */
                provenance?: (string|null);

                /** DatasetInfo substitute */
                substitute?: (boolean|null);

                /** DatasetInfo classes */
                classes?: (string[]|null);

                /** DatasetInfo train */
                train?: (lockstep.v1.SplitInfo.$Properties|null);

                /** DatasetInfo test */
                test?: (lockstep.v1.SplitInfo.$Properties|null);

                /** DatasetInfo prepared */
                prepared?: (string|null);

                /** DatasetInfo validation */
                validation?: (lockstep.v1.SplitInfo.$Properties|null);

                /** DatasetInfo pack */
                pack?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DatasetInfo. */
            type $Shape = lockstep.v1.DatasetInfo.$Properties;
        }

        /**
         * Properties of a SplitInfo.
         * @deprecated Use lockstep.v1.SplitInfo.$Properties instead.
         */
        interface ISplitInfo extends lockstep.v1.SplitInfo.$Properties {
        }

        /** Represents a SplitInfo. */
        class SplitInfo {

            /**
             * Constructs a new SplitInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.SplitInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SplitInfo length. */
            length: number;

            /** SplitInfo columns. */
            columns: lockstep.v1.ColumnInfo.$Properties[];

            /** SplitInfo sha256. */
            sha256: string;

            /**
             * Encodes the specified SplitInfo message. Does not implicitly {@link lockstep.v1.SplitInfo.verify|verify} messages.
             * @param message SplitInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.SplitInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SplitInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.SplitInfo & lockstep.v1.SplitInfo.$Shape} SplitInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.SplitInfo & lockstep.v1.SplitInfo.$Shape;

            /**
             * Creates a SplitInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SplitInfo
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.SplitInfo;

            /**
             * Creates a plain object from a SplitInfo message. Also converts values to other types if specified.
             * @param message SplitInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.SplitInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SplitInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for SplitInfo
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SplitInfo {

            /** Properties of a SplitInfo. */
            interface $Properties {

                /** SplitInfo length */
                length?: (number|null);

                /** SplitInfo columns */
                columns?: (lockstep.v1.ColumnInfo.$Properties[]|null);

                /** SplitInfo sha256 */
                sha256?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SplitInfo. */
            type $Shape = lockstep.v1.SplitInfo.$Properties;
        }

        /**
         * Properties of a ColumnInfo.
         * @deprecated Use lockstep.v1.ColumnInfo.$Properties instead.
         */
        interface IColumnInfo extends lockstep.v1.ColumnInfo.$Properties {
        }

        /** Represents a ColumnInfo. */
        class ColumnInfo {

            /**
             * Constructs a new ColumnInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ColumnInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ColumnInfo name. */
            name: string;

            /** ColumnInfo type. */
            type: string;

            /** ColumnInfo shape. */
            shape: number[];

            /** ColumnInfo min. */
            min: number;

            /** ColumnInfo max. */
            max: number;

            /** ColumnInfo whole. */
            whole: boolean;

            /** ColumnInfo stored. */
            stored: string;

            /**
             * Encodes the specified ColumnInfo message. Does not implicitly {@link lockstep.v1.ColumnInfo.verify|verify} messages.
             * @param message ColumnInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ColumnInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ColumnInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ColumnInfo & lockstep.v1.ColumnInfo.$Shape} ColumnInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ColumnInfo & lockstep.v1.ColumnInfo.$Shape;

            /**
             * Creates a ColumnInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ColumnInfo
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.ColumnInfo;

            /**
             * Creates a plain object from a ColumnInfo message. Also converts values to other types if specified.
             * @param message ColumnInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.ColumnInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ColumnInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for ColumnInfo
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ColumnInfo {

            /** Properties of a ColumnInfo. */
            interface $Properties {

                /** ColumnInfo name */
                name?: (string|null);

                /** ColumnInfo type */
                type?: (string|null);

                /** ColumnInfo shape */
                shape?: (number[]|null);

                /** ColumnInfo min */
                min?: (number|null);

                /** ColumnInfo max */
                max?: (number|null);

                /** ColumnInfo whole */
                whole?: (boolean|null);

                /** ColumnInfo stored */
                stored?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ColumnInfo. */
            type $Shape = lockstep.v1.ColumnInfo.$Properties;
        }

        /**
         * Properties of a Report.
         * @deprecated Use lockstep.v1.Report.$Properties instead.
         */
        interface IReport extends lockstep.v1.Report.$Properties {
        }

        /** Represents a Report. */
        class Report {

            /**
             * Constructs a new Report.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Report.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Report attach. */
            attach?: (lockstep.v1.Attach.$Properties|null);

            /** Report heartbeat. */
            heartbeat?: (lockstep.v1.Heartbeat.$Properties|null);

            /** Report ready. */
            ready?: (lockstep.v1.Ready.$Properties|null);

            /** Report progress. */
            progress?: (lockstep.v1.Progress.$Properties|null);

            /** Report epochEnd. */
            epochEnd?: (lockstep.v1.EpochEnd.$Properties|null);

            /** Report suspect. */
            suspect?: (lockstep.v1.Suspect.$Properties|null);

            /** Report interrupted. */
            interrupted?: (lockstep.v1.Interrupted.$Properties|null);

            /** Report finished. */
            finished?: (lockstep.v1.Finished.$Properties|null);

            /** Report failed. */
            failed?: (lockstep.v1.Failed.$Properties|null);

            /** Report leave. */
            leave?: (lockstep.v1.Leave.$Properties|null);

            /** Report kind. */
            kind?: ("attach"|"heartbeat"|"ready"|"progress"|"epochEnd"|"suspect"|"interrupted"|"finished"|"failed"|"leave");

            /**
             * Encodes the specified Report message. Does not implicitly {@link lockstep.v1.Report.verify|verify} messages.
             * @param message Report message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Report.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Report message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Report & lockstep.v1.Report.$Shape} Report
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Report & lockstep.v1.Report.$Shape;

            /**
             * Creates a Report message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Report
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Report;

            /**
             * Creates a plain object from a Report message. Also converts values to other types if specified.
             * @param message Report
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Report, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Report to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Report
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Report {

            /** Properties of a Report. */
            interface $Properties {

                /** Report attach */
                attach?: (lockstep.v1.Attach.$Properties|null);

                /** Report heartbeat */
                heartbeat?: (lockstep.v1.Heartbeat.$Properties|null);

                /** Report ready */
                ready?: (lockstep.v1.Ready.$Properties|null);

                /** Report progress */
                progress?: (lockstep.v1.Progress.$Properties|null);

                /** Report epochEnd */
                epochEnd?: (lockstep.v1.EpochEnd.$Properties|null);

                /** Report suspect */
                suspect?: (lockstep.v1.Suspect.$Properties|null);

                /** Report interrupted */
                interrupted?: (lockstep.v1.Interrupted.$Properties|null);

                /** Report finished */
                finished?: (lockstep.v1.Finished.$Properties|null);

                /** Report failed */
                failed?: (lockstep.v1.Failed.$Properties|null);

                /** Report leave */
                leave?: (lockstep.v1.Leave.$Properties|null);

                /** Report kind */
                kind?: ("attach"|"heartbeat"|"ready"|"progress"|"epochEnd"|"suspect"|"interrupted"|"finished"|"failed"|"leave");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Report. */
            type $Shape = {
              attach?: lockstep.v1.Attach.$Shape|null;
              heartbeat?: lockstep.v1.Heartbeat.$Shape|null;
              ready?: lockstep.v1.Ready.$Shape|null;
              progress?: lockstep.v1.Progress.$Shape|null;
              epochEnd?: lockstep.v1.EpochEnd.$Shape|null;
              suspect?: lockstep.v1.Suspect.$Shape|null;
              interrupted?: lockstep.v1.Interrupted.$Shape|null;
              finished?: lockstep.v1.Finished.$Shape|null;
              failed?: lockstep.v1.Failed.$Shape|null;
              leave?: lockstep.v1.Leave.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "attach"; attach: lockstep.v1.Attach.$Shape; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "heartbeat"; attach?: null; heartbeat: lockstep.v1.Heartbeat.$Shape; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "ready"; attach?: null; heartbeat?: null; ready: lockstep.v1.Ready.$Shape; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "progress"; attach?: null; heartbeat?: null; ready?: null; progress: lockstep.v1.Progress.$Shape; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "epochEnd"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd: lockstep.v1.EpochEnd.$Shape; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "suspect"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect: lockstep.v1.Suspect.$Shape; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "interrupted"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted: lockstep.v1.Interrupted.$Shape; finished?: null; failed?: null; leave?: null }|{ kind?: "finished"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished: lockstep.v1.Finished.$Shape; failed?: null; leave?: null }|{ kind?: "failed"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed: lockstep.v1.Failed.$Shape; leave?: null }|{ kind?: "leave"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave: lockstep.v1.Leave.$Shape })
            );
        }

        /**
         * Properties of an Attach.
         * @deprecated Use lockstep.v1.Attach.$Properties instead.
         */
        interface IAttach extends lockstep.v1.Attach.$Properties {
        }

        /** Represents an Attach. */
        class Attach {

            /**
             * Constructs a new Attach.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Attach.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Attach workerId. */
            workerId: string;

            /** Attach peerAddress. */
            peerAddress: string;

            /** Attach generation. */
            generation: number;

            /** Attach position. */
            position?: (lockstep.v1.Position.$Properties|null);

            /** Attach newestGeneration. */
            newestGeneration: number;

            /** Attach engine. */
            engine?: (lockstep.v1.EngineReport.$Properties|null);

            /**
             * Encodes the specified Attach message. Does not implicitly {@link lockstep.v1.Attach.verify|verify} messages.
             * @param message Attach message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Attach.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Attach message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Attach & lockstep.v1.Attach.$Shape} Attach
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Attach & lockstep.v1.Attach.$Shape;

            /**
             * Creates an Attach message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Attach
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Attach;

            /**
             * Creates a plain object from an Attach message. Also converts values to other types if specified.
             * @param message Attach
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Attach, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Attach to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Attach
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Attach {

            /** Properties of an Attach. */
            interface $Properties {

                /** Attach workerId */
                workerId?: (string|null);

                /** Attach peerAddress */
                peerAddress?: (string|null);

                /** Attach generation */
                generation?: (number|null);

                /** Attach position */
                position?: (lockstep.v1.Position.$Properties|null);

                /** Attach newestGeneration */
                newestGeneration?: (number|null);

                /** Attach engine */
                engine?: (lockstep.v1.EngineReport.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Attach. */
            type $Shape = lockstep.v1.Attach.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use lockstep.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends lockstep.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat sentMs. */
            sentMs: number;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link lockstep.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Heartbeat & lockstep.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Heartbeat & lockstep.v1.Heartbeat.$Shape;

            /**
             * Creates a Heartbeat message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Heartbeat
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Heartbeat;

            /**
             * Creates a plain object from a Heartbeat message. Also converts values to other types if specified.
             * @param message Heartbeat
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Heartbeat, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Heartbeat to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Heartbeat
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat sentMs */
                sentMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = lockstep.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a Ready.
         * @deprecated Use lockstep.v1.Ready.$Properties instead.
         */
        interface IReady extends lockstep.v1.Ready.$Properties {
        }

        /** Represents a Ready. */
        class Ready {

            /**
             * Constructs a new Ready.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Ready.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ready hasState. */
            hasState: boolean;

            /** Ready position. */
            position?: (lockstep.v1.Position.$Properties|null);

            /** Ready engine. */
            engine?: (lockstep.v1.EngineReport.$Properties|null);

            /** Ready phases. */
            phases: lockstep.v1.StartPhase.$Properties[];

            /**
             * Encodes the specified Ready message. Does not implicitly {@link lockstep.v1.Ready.verify|verify} messages.
             * @param message Ready message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Ready.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Ready message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Ready & lockstep.v1.Ready.$Shape} Ready
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Ready & lockstep.v1.Ready.$Shape;

            /**
             * Creates a Ready message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Ready
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Ready;

            /**
             * Creates a plain object from a Ready message. Also converts values to other types if specified.
             * @param message Ready
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Ready, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Ready to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Ready
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Ready {

            /** Properties of a Ready. */
            interface $Properties {

                /** Ready hasState */
                hasState?: (boolean|null);

                /** Ready position */
                position?: (lockstep.v1.Position.$Properties|null);

                /** Ready engine */
                engine?: (lockstep.v1.EngineReport.$Properties|null);

                /** Ready phases */
                phases?: (lockstep.v1.StartPhase.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Ready. */
            type $Shape = lockstep.v1.Ready.$Properties;
        }

        /**
         * Properties of a StartPhase.
         * @deprecated Use lockstep.v1.StartPhase.$Properties instead.
         */
        interface IStartPhase extends lockstep.v1.StartPhase.$Properties {
        }

        /** Represents a StartPhase. */
        class StartPhase {

            /**
             * Constructs a new StartPhase.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.StartPhase.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StartPhase name. */
            name: string;

            /** StartPhase startMs. */
            startMs: number;

            /** StartPhase durationMs. */
            durationMs: number;

            /**
             * Encodes the specified StartPhase message. Does not implicitly {@link lockstep.v1.StartPhase.verify|verify} messages.
             * @param message StartPhase message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.StartPhase.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StartPhase message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.StartPhase & lockstep.v1.StartPhase.$Shape} StartPhase
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.StartPhase & lockstep.v1.StartPhase.$Shape;

            /**
             * Creates a StartPhase message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns StartPhase
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.StartPhase;

            /**
             * Creates a plain object from a StartPhase message. Also converts values to other types if specified.
             * @param message StartPhase
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.StartPhase, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this StartPhase to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for StartPhase
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace StartPhase {

            /** Properties of a StartPhase. */
            interface $Properties {

                /** StartPhase name */
                name?: (string|null);

                /** StartPhase startMs */
                startMs?: (number|null);

                /** StartPhase durationMs */
                durationMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StartPhase. */
            type $Shape = lockstep.v1.StartPhase.$Properties;
        }

        /**
         * Properties of an EngineReport.
         * @deprecated Use lockstep.v1.EngineReport.$Properties instead.
         */
        interface IEngineReport extends lockstep.v1.EngineReport.$Properties {
        }

        /** Represents an EngineReport. */
        class EngineReport {

            /**
             * Constructs a new EngineReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.EngineReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EngineReport backend. */
            backend: string;

            /** EngineReport mode. */
            mode: string;

            /** EngineReport device. */
            device: string;

            /** EngineReport tensorflowVersion. */
            tensorflowVersion: string;

            /** EngineReport note. */
            note: string;

            /** EngineReport parameters. */
            parameters: number;

            /** EngineReport updates. */
            updates: lockstep.v1.UpdateReport.$Properties[];

            /**
             * Encodes the specified EngineReport message. Does not implicitly {@link lockstep.v1.EngineReport.verify|verify} messages.
             * @param message EngineReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.EngineReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EngineReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.EngineReport & lockstep.v1.EngineReport.$Shape} EngineReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.EngineReport & lockstep.v1.EngineReport.$Shape;

            /**
             * Creates an EngineReport message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns EngineReport
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.EngineReport;

            /**
             * Creates a plain object from an EngineReport message. Also converts values to other types if specified.
             * @param message EngineReport
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.EngineReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this EngineReport to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for EngineReport
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace EngineReport {

            /** Properties of an EngineReport. */
            interface $Properties {

                /** EngineReport backend */
                backend?: (string|null);

                /** EngineReport mode */
                mode?: (string|null);

                /** EngineReport device */
                device?: (string|null);

                /** EngineReport tensorflowVersion */
                tensorflowVersion?: (string|null);

                /** EngineReport note */
                note?: (string|null);

                /** EngineReport parameters */
                parameters?: (number|null);

                /** EngineReport updates */
                updates?: (lockstep.v1.UpdateReport.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EngineReport. */
            type $Shape = lockstep.v1.EngineReport.$Properties;
        }

        /**
         * Properties of an UpdateReport.
         * @deprecated Use lockstep.v1.UpdateReport.$Properties instead.
         */
        interface IUpdateReport extends lockstep.v1.UpdateReport.$Properties {
        }

        /** Represents an UpdateReport. */
        class UpdateReport {

            /**
             * Constructs a new UpdateReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.UpdateReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateReport name. */
            name: string;

            /** UpdateReport totals. */
            totals: string[];

            /**
             * Encodes the specified UpdateReport message. Does not implicitly {@link lockstep.v1.UpdateReport.verify|verify} messages.
             * @param message UpdateReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.UpdateReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.UpdateReport & lockstep.v1.UpdateReport.$Shape} UpdateReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.UpdateReport & lockstep.v1.UpdateReport.$Shape;

            /**
             * Creates an UpdateReport message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdateReport
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.UpdateReport;

            /**
             * Creates a plain object from an UpdateReport message. Also converts values to other types if specified.
             * @param message UpdateReport
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.UpdateReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdateReport to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for UpdateReport
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace UpdateReport {

            /** Properties of an UpdateReport. */
            interface $Properties {

                /** UpdateReport name */
                name?: (string|null);

                /** UpdateReport totals */
                totals?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateReport. */
            type $Shape = lockstep.v1.UpdateReport.$Properties;
        }

        /**
         * Properties of a Position.
         * @deprecated Use lockstep.v1.Position.$Properties instead.
         */
        interface IPosition extends lockstep.v1.Position.$Properties {
        }

        /** Represents a Position. */
        class Position {

            /**
             * Constructs a new Position.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Position.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Position committedSteps. */
            committedSteps: number;

            /**
             * Encodes the specified Position message. Does not implicitly {@link lockstep.v1.Position.verify|verify} messages.
             * @param message Position message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Position.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Position message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Position & lockstep.v1.Position.$Shape} Position
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Position & lockstep.v1.Position.$Shape;

            /**
             * Creates a Position message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Position
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Position;

            /**
             * Creates a plain object from a Position message. Also converts values to other types if specified.
             * @param message Position
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Position, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Position to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Position
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Position {

            /** Properties of a Position. */
            interface $Properties {

                /** Position committedSteps */
                committedSteps?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Position. */
            type $Shape = lockstep.v1.Position.$Properties;
        }

        /**
         * Properties of a Progress.
         * @deprecated Use lockstep.v1.Progress.$Properties instead.
         */
        interface IProgress extends lockstep.v1.Progress.$Properties {
        }

        /** Represents a Progress. */
        class Progress {

            /**
             * Constructs a new Progress.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Progress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Progress generation. */
            generation: number;

            /** Progress rank. */
            rank: number;

            /** Progress steps. */
            steps: lockstep.v1.StepRecord.$Properties[];

            /**
             * Encodes the specified Progress message. Does not implicitly {@link lockstep.v1.Progress.verify|verify} messages.
             * @param message Progress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Progress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Progress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Progress & lockstep.v1.Progress.$Shape} Progress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Progress & lockstep.v1.Progress.$Shape;

            /**
             * Creates a Progress message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Progress
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Progress;

            /**
             * Creates a plain object from a Progress message. Also converts values to other types if specified.
             * @param message Progress
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Progress, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Progress to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Progress
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Progress {

            /** Properties of a Progress. */
            interface $Properties {

                /** Progress generation */
                generation?: (number|null);

                /** Progress rank */
                rank?: (number|null);

                /** Progress steps */
                steps?: (lockstep.v1.StepRecord.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Progress. */
            type $Shape = lockstep.v1.Progress.$Properties;
        }

        /**
         * Properties of a StepRecord.
         * @deprecated Use lockstep.v1.StepRecord.$Properties instead.
         */
        interface IStepRecord extends lockstep.v1.StepRecord.$Properties {
        }

        /** Represents a StepRecord. */
        class StepRecord {

            /**
             * Constructs a new StepRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.StepRecord.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StepRecord step. */
            step: number;

            /** StepRecord epoch. */
            epoch: number;

            /** StepRecord totals. */
            totals: number[];

            /** StepRecord samples. */
            samples: number;

            /** StepRecord dataMs. */
            dataMs: number;

            /** StepRecord computeMs. */
            computeMs: number;

            /** StepRecord reduceMs. */
            reduceMs: number;

            /** StepRecord applyMs. */
            applyMs: number;

            /** StepRecord skipped. */
            skipped: boolean;

            /** StepRecord startMs. */
            startMs: number;

            /** StepRecord learningRate. */
            learningRate: number;

            /** StepRecord gradientNorm. */
            gradientNorm?: (number|null);

            /** StepRecord preparation. */
            preparation?: (lockstep.v1.Preparation.$Properties|null);

            /** StepRecord hiddenMs. */
            hiddenMs: number;

            /**
             * Encodes the specified StepRecord message. Does not implicitly {@link lockstep.v1.StepRecord.verify|verify} messages.
             * @param message StepRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.StepRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StepRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.StepRecord & lockstep.v1.StepRecord.$Shape} StepRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.StepRecord & lockstep.v1.StepRecord.$Shape;

            /**
             * Creates a StepRecord message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns StepRecord
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.StepRecord;

            /**
             * Creates a plain object from a StepRecord message. Also converts values to other types if specified.
             * @param message StepRecord
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.StepRecord, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this StepRecord to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for StepRecord
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace StepRecord {

            /** Properties of a StepRecord. */
            interface $Properties {

                /** StepRecord step */
                step?: (number|null);

                /** StepRecord epoch */
                epoch?: (number|null);

                /** StepRecord totals */
                totals?: (number[]|null);

                /** StepRecord samples */
                samples?: (number|null);

                /** StepRecord dataMs */
                dataMs?: (number|null);

                /** StepRecord computeMs */
                computeMs?: (number|null);

                /** StepRecord reduceMs */
                reduceMs?: (number|null);

                /** StepRecord applyMs */
                applyMs?: (number|null);

                /** StepRecord skipped */
                skipped?: (boolean|null);

                /** StepRecord startMs */
                startMs?: (number|null);

                /** StepRecord learningRate */
                learningRate?: (number|null);

                /** StepRecord gradientNorm */
                gradientNorm?: (number|null);

                /** StepRecord preparation */
                preparation?: (lockstep.v1.Preparation.$Properties|null);

                /** StepRecord hiddenMs */
                hiddenMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StepRecord. */
            type $Shape = lockstep.v1.StepRecord.$Properties;
        }

        /**
         * Properties of a Preparation.
         * @deprecated Use lockstep.v1.Preparation.$Properties instead.
         */
        interface IPreparation extends lockstep.v1.Preparation.$Properties {
        }

        /** Represents a Preparation. */
        class Preparation {

            /**
             * Constructs a new Preparation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Preparation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Preparation fetch. */
            fetch: number;

            /** Preparation read. */
            read: number;

            /** Preparation decode. */
            decode: number;

            /** Preparation augment. */
            augment: number;

            /**
             * Encodes the specified Preparation message. Does not implicitly {@link lockstep.v1.Preparation.verify|verify} messages.
             * @param message Preparation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Preparation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Preparation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Preparation & lockstep.v1.Preparation.$Shape} Preparation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Preparation & lockstep.v1.Preparation.$Shape;

            /**
             * Creates a Preparation message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Preparation
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Preparation;

            /**
             * Creates a plain object from a Preparation message. Also converts values to other types if specified.
             * @param message Preparation
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Preparation, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Preparation to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Preparation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Preparation {

            /** Properties of a Preparation. */
            interface $Properties {

                /** Preparation fetch */
                fetch?: (number|null);

                /** Preparation read */
                read?: (number|null);

                /** Preparation decode */
                decode?: (number|null);

                /** Preparation augment */
                augment?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Preparation. */
            type $Shape = lockstep.v1.Preparation.$Properties;
        }

        /**
         * Properties of an EpochEnd.
         * @deprecated Use lockstep.v1.EpochEnd.$Properties instead.
         */
        interface IEpochEnd extends lockstep.v1.EpochEnd.$Properties {
        }

        /** Represents an EpochEnd. */
        class EpochEnd {

            /**
             * Constructs a new EpochEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.EpochEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EpochEnd generation. */
            generation: number;

            /** EpochEnd rank. */
            rank: number;

            /** EpochEnd epoch. */
            epoch: number;

            /** EpochEnd logs. */
            logs: { [k: string]: number };

            /** EpochEnd durationSeconds. */
            durationSeconds: number;

            /** EpochEnd confusions. */
            confusions: lockstep.v1.Confusion.$Properties[];

            /**
             * Encodes the specified EpochEnd message. Does not implicitly {@link lockstep.v1.EpochEnd.verify|verify} messages.
             * @param message EpochEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.EpochEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EpochEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.EpochEnd & lockstep.v1.EpochEnd.$Shape} EpochEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.EpochEnd & lockstep.v1.EpochEnd.$Shape;

            /**
             * Creates an EpochEnd message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns EpochEnd
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.EpochEnd;

            /**
             * Creates a plain object from an EpochEnd message. Also converts values to other types if specified.
             * @param message EpochEnd
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.EpochEnd, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this EpochEnd to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for EpochEnd
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace EpochEnd {

            /** Properties of an EpochEnd. */
            interface $Properties {

                /** EpochEnd generation */
                generation?: (number|null);

                /** EpochEnd rank */
                rank?: (number|null);

                /** EpochEnd epoch */
                epoch?: (number|null);

                /** EpochEnd logs */
                logs?: ({ [k: string]: number }|null);

                /** EpochEnd durationSeconds */
                durationSeconds?: (number|null);

                /** EpochEnd confusions */
                confusions?: (lockstep.v1.Confusion.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EpochEnd. */
            type $Shape = lockstep.v1.EpochEnd.$Properties;
        }

        /**
         * Properties of a Confusion.
         * @deprecated Use lockstep.v1.Confusion.$Properties instead.
         */
        interface IConfusion extends lockstep.v1.Confusion.$Properties {
        }

        /** Represents a Confusion. */
        class Confusion {

            /**
             * Constructs a new Confusion.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Confusion.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Confusion output. */
            output: string;

            /** Confusion counts. */
            counts: number[];

            /**
             * Encodes the specified Confusion message. Does not implicitly {@link lockstep.v1.Confusion.verify|verify} messages.
             * @param message Confusion message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Confusion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Confusion message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Confusion & lockstep.v1.Confusion.$Shape} Confusion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Confusion & lockstep.v1.Confusion.$Shape;

            /**
             * Creates a Confusion message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Confusion
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Confusion;

            /**
             * Creates a plain object from a Confusion message. Also converts values to other types if specified.
             * @param message Confusion
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Confusion, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Confusion to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Confusion
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Confusion {

            /** Properties of a Confusion. */
            interface $Properties {

                /** Confusion output */
                output?: (string|null);

                /** Confusion counts */
                counts?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Confusion. */
            type $Shape = lockstep.v1.Confusion.$Properties;
        }

        /**
         * Properties of a Suspect.
         * @deprecated Use lockstep.v1.Suspect.$Properties instead.
         */
        interface ISuspect extends lockstep.v1.Suspect.$Properties {
        }

        /** Represents a Suspect. */
        class Suspect {

            /**
             * Constructs a new Suspect.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Suspect.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Suspect generation. */
            generation: number;

            /** Suspect step. */
            step: number;

            /** Suspect peerRank. */
            peerRank: number;

            /** Suspect reason. */
            reason: string;

            /**
             * Encodes the specified Suspect message. Does not implicitly {@link lockstep.v1.Suspect.verify|verify} messages.
             * @param message Suspect message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Suspect.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Suspect message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Suspect & lockstep.v1.Suspect.$Shape} Suspect
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Suspect & lockstep.v1.Suspect.$Shape;

            /**
             * Creates a Suspect message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Suspect
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Suspect;

            /**
             * Creates a plain object from a Suspect message. Also converts values to other types if specified.
             * @param message Suspect
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Suspect, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Suspect to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Suspect
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Suspect {

            /** Properties of a Suspect. */
            interface $Properties {

                /** Suspect generation */
                generation?: (number|null);

                /** Suspect step */
                step?: (number|null);

                /** Suspect peerRank */
                peerRank?: (number|null);

                /** Suspect reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Suspect. */
            type $Shape = lockstep.v1.Suspect.$Properties;
        }

        /**
         * Properties of an Interrupted.
         * @deprecated Use lockstep.v1.Interrupted.$Properties instead.
         */
        interface IInterrupted extends lockstep.v1.Interrupted.$Properties {
        }

        /** Represents an Interrupted. */
        class Interrupted {

            /**
             * Constructs a new Interrupted.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Interrupted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Interrupted generation. */
            generation: number;

            /** Interrupted hasState. */
            hasState: boolean;

            /** Interrupted position. */
            position?: (lockstep.v1.Position.$Properties|null);

            /** Interrupted reason. */
            reason: string;

            /**
             * Encodes the specified Interrupted message. Does not implicitly {@link lockstep.v1.Interrupted.verify|verify} messages.
             * @param message Interrupted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Interrupted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Interrupted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Interrupted & lockstep.v1.Interrupted.$Shape} Interrupted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Interrupted & lockstep.v1.Interrupted.$Shape;

            /**
             * Creates an Interrupted message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Interrupted
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Interrupted;

            /**
             * Creates a plain object from an Interrupted message. Also converts values to other types if specified.
             * @param message Interrupted
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Interrupted, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Interrupted to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Interrupted
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Interrupted {

            /** Properties of an Interrupted. */
            interface $Properties {

                /** Interrupted generation */
                generation?: (number|null);

                /** Interrupted hasState */
                hasState?: (boolean|null);

                /** Interrupted position */
                position?: (lockstep.v1.Position.$Properties|null);

                /** Interrupted reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Interrupted. */
            type $Shape = lockstep.v1.Interrupted.$Properties;
        }

        /**
         * Properties of a Finished.
         * @deprecated Use lockstep.v1.Finished.$Properties instead.
         */
        interface IFinished extends lockstep.v1.Finished.$Properties {
        }

        /** Represents a Finished. */
        class Finished {

            /**
             * Constructs a new Finished.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Finished.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Finished generation. */
            generation: number;

            /** Finished rank. */
            rank: number;

            /** Finished position. */
            position?: (lockstep.v1.Position.$Properties|null);

            /** Finished weightsSha256. */
            weightsSha256: string;

            /** Finished stopped. */
            stopped: string;

            /** Finished tested. */
            tested: { [k: string]: number };

            /**
             * Encodes the specified Finished message. Does not implicitly {@link lockstep.v1.Finished.verify|verify} messages.
             * @param message Finished message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Finished.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Finished message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Finished & lockstep.v1.Finished.$Shape} Finished
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Finished & lockstep.v1.Finished.$Shape;

            /**
             * Creates a Finished message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Finished
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Finished;

            /**
             * Creates a plain object from a Finished message. Also converts values to other types if specified.
             * @param message Finished
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Finished, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Finished to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Finished
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Finished {

            /** Properties of a Finished. */
            interface $Properties {

                /** Finished generation */
                generation?: (number|null);

                /** Finished rank */
                rank?: (number|null);

                /** Finished position */
                position?: (lockstep.v1.Position.$Properties|null);

                /** Finished weightsSha256 */
                weightsSha256?: (string|null);

                /** Finished stopped */
                stopped?: (string|null);

                /** Finished tested */
                tested?: ({ [k: string]: number }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Finished. */
            type $Shape = lockstep.v1.Finished.$Properties;
        }

        /**
         * Properties of a Failed.
         * @deprecated Use lockstep.v1.Failed.$Properties instead.
         */
        interface IFailed extends lockstep.v1.Failed.$Properties {
        }

        /** Represents a Failed. */
        class Failed {

            /**
             * Constructs a new Failed.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Failed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Failed code. */
            code: string;

            /** Failed message. */
            message: string;

            /**
             * Encodes the specified Failed message. Does not implicitly {@link lockstep.v1.Failed.verify|verify} messages.
             * @param message Failed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Failed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Failed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Failed & lockstep.v1.Failed.$Shape} Failed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Failed & lockstep.v1.Failed.$Shape;

            /**
             * Creates a Failed message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Failed
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Failed;

            /**
             * Creates a plain object from a Failed message. Also converts values to other types if specified.
             * @param message Failed
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Failed, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Failed to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Failed
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Failed {

            /** Properties of a Failed. */
            interface $Properties {

                /** Failed code */
                code?: (string|null);

                /** Failed message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Failed. */
            type $Shape = lockstep.v1.Failed.$Properties;
        }

        /**
         * Properties of a Leave.
         * @deprecated Use lockstep.v1.Leave.$Properties instead.
         */
        interface ILeave extends lockstep.v1.Leave.$Properties {
        }

        /** Represents a Leave. */
        class Leave {

            /**
             * Constructs a new Leave.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Leave.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Leave reason. */
            reason: string;

            /**
             * Encodes the specified Leave message. Does not implicitly {@link lockstep.v1.Leave.verify|verify} messages.
             * @param message Leave message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Leave.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Leave & lockstep.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Leave & lockstep.v1.Leave.$Shape;

            /**
             * Creates a Leave message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Leave
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Leave;

            /**
             * Creates a plain object from a Leave message. Also converts values to other types if specified.
             * @param message Leave
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Leave, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Leave to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Leave
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Leave {

            /** Properties of a Leave. */
            interface $Properties {

                /** Leave reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Leave. */
            type $Shape = lockstep.v1.Leave.$Properties;
        }

        /**
         * Properties of a Directive.
         * @deprecated Use lockstep.v1.Directive.$Properties instead.
         */
        interface IDirective extends lockstep.v1.Directive.$Properties {
        }

        /** Represents a Directive. */
        class Directive {

            /**
             * Constructs a new Directive.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Directive.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Directive generation. */
            generation?: (lockstep.v1.Generation.$Properties|null);

            /** Directive interrupt. */
            interrupt?: (lockstep.v1.Interrupt.$Properties|null);

            /** Directive stop. */
            stop?: (lockstep.v1.Stop.$Properties|null);

            /** Directive clock. */
            clock?: (lockstep.v1.ClockReading.$Properties|null);

            /** Directive kind. */
            kind?: ("generation"|"interrupt"|"stop"|"clock");

            /**
             * Encodes the specified Directive message. Does not implicitly {@link lockstep.v1.Directive.verify|verify} messages.
             * @param message Directive message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Directive.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Directive message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Directive & lockstep.v1.Directive.$Shape} Directive
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Directive & lockstep.v1.Directive.$Shape;

            /**
             * Creates a Directive message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Directive
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Directive;

            /**
             * Creates a plain object from a Directive message. Also converts values to other types if specified.
             * @param message Directive
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Directive, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Directive to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Directive
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Directive {

            /** Properties of a Directive. */
            interface $Properties {

                /** Directive generation */
                generation?: (lockstep.v1.Generation.$Properties|null);

                /** Directive interrupt */
                interrupt?: (lockstep.v1.Interrupt.$Properties|null);

                /** Directive stop */
                stop?: (lockstep.v1.Stop.$Properties|null);

                /** Directive clock */
                clock?: (lockstep.v1.ClockReading.$Properties|null);

                /** Directive kind */
                kind?: ("generation"|"interrupt"|"stop"|"clock");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Directive. */
            type $Shape = {
              generation?: lockstep.v1.Generation.$Shape|null;
              interrupt?: lockstep.v1.Interrupt.$Shape|null;
              stop?: lockstep.v1.Stop.$Shape|null;
              clock?: lockstep.v1.ClockReading.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; generation?: null; interrupt?: null; stop?: null; clock?: null }|{ kind?: "generation"; generation: lockstep.v1.Generation.$Shape; interrupt?: null; stop?: null; clock?: null }|{ kind?: "interrupt"; generation?: null; interrupt: lockstep.v1.Interrupt.$Shape; stop?: null; clock?: null }|{ kind?: "stop"; generation?: null; interrupt?: null; stop: lockstep.v1.Stop.$Shape; clock?: null }|{ kind?: "clock"; generation?: null; interrupt?: null; stop?: null; clock: lockstep.v1.ClockReading.$Shape })
            );
        }

        /**
         * Properties of a ClockReading.
         * @deprecated Use lockstep.v1.ClockReading.$Properties instead.
         */
        interface IClockReading extends lockstep.v1.ClockReading.$Properties {
        }

        /** Represents a ClockReading. */
        class ClockReading {

            /**
             * Constructs a new ClockReading.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ClockReading.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClockReading sentMs. */
            sentMs: number;

            /** ClockReading receivedMs. */
            receivedMs: number;

            /**
             * Encodes the specified ClockReading message. Does not implicitly {@link lockstep.v1.ClockReading.verify|verify} messages.
             * @param message ClockReading message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ClockReading.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClockReading message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ClockReading & lockstep.v1.ClockReading.$Shape} ClockReading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ClockReading & lockstep.v1.ClockReading.$Shape;

            /**
             * Creates a ClockReading message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ClockReading
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.ClockReading;

            /**
             * Creates a plain object from a ClockReading message. Also converts values to other types if specified.
             * @param message ClockReading
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.ClockReading, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ClockReading to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for ClockReading
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ClockReading {

            /** Properties of a ClockReading. */
            interface $Properties {

                /** ClockReading sentMs */
                sentMs?: (number|null);

                /** ClockReading receivedMs */
                receivedMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClockReading. */
            type $Shape = lockstep.v1.ClockReading.$Properties;
        }

        /**
         * Properties of a Generation.
         * @deprecated Use lockstep.v1.Generation.$Properties instead.
         */
        interface IGeneration extends lockstep.v1.Generation.$Properties {
        }

        /** Represents a Generation. */
        class Generation {

            /**
             * Constructs a new Generation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Generation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Generation number. */
            number: number;

            /** Generation members. */
            members: lockstep.v1.Member.$Properties[];

            /** Generation key. */
            key: Uint8Array;

            /** Generation nextStep. */
            nextStep: number;

            /** Generation sourceRank. */
            sourceRank: number;

            /** Generation restore. */
            restore: string;

            /** Generation orders. */
            orders?: (lockstep.v1.Orders.$Properties|null);

            /**
             * Encodes the specified Generation message. Does not implicitly {@link lockstep.v1.Generation.verify|verify} messages.
             * @param message Generation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Generation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Generation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Generation & lockstep.v1.Generation.$Shape} Generation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Generation & lockstep.v1.Generation.$Shape;

            /**
             * Creates a Generation message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Generation
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Generation;

            /**
             * Creates a plain object from a Generation message. Also converts values to other types if specified.
             * @param message Generation
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Generation, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Generation to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Generation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Generation {

            /** Properties of a Generation. */
            interface $Properties {

                /** Generation number */
                number?: (number|null);

                /** Generation members */
                members?: (lockstep.v1.Member.$Properties[]|null);

                /** Generation key */
                key?: (Uint8Array|null);

                /** Generation nextStep */
                nextStep?: (number|null);

                /** Generation sourceRank */
                sourceRank?: (number|null);

                /** Generation restore */
                restore?: (string|null);

                /** Generation orders */
                orders?: (lockstep.v1.Orders.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Generation. */
            type $Shape = lockstep.v1.Generation.$Properties;
        }

        /**
         * Properties of an Orders.
         * @deprecated Use lockstep.v1.Orders.$Properties instead.
         */
        interface IOrders extends lockstep.v1.Orders.$Properties {
        }

        /** Represents an Orders. */
        class Orders {

            /**
             * Constructs a new Orders.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Orders.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Orders paused. */
            paused: boolean;

            /** Orders checkpoint. */
            checkpoint: boolean;

            /** Orders stop. */
            stop: boolean;

            /** Orders rate. */
            rate?: (lockstep.v1.RateOrder.$Properties|null);

            /**
             * Encodes the specified Orders message. Does not implicitly {@link lockstep.v1.Orders.verify|verify} messages.
             * @param message Orders message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Orders.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Orders message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Orders & lockstep.v1.Orders.$Shape} Orders
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Orders & lockstep.v1.Orders.$Shape;

            /**
             * Creates an Orders message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Orders
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Orders;

            /**
             * Creates a plain object from an Orders message. Also converts values to other types if specified.
             * @param message Orders
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Orders, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Orders to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Orders
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Orders {

            /** Properties of an Orders. */
            interface $Properties {

                /** Orders paused */
                paused?: (boolean|null);

                /** Orders checkpoint */
                checkpoint?: (boolean|null);

                /** Orders stop */
                stop?: (boolean|null);

                /** Orders rate */
                rate?: (lockstep.v1.RateOrder.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Orders. */
            type $Shape = lockstep.v1.Orders.$Properties;
        }

        /**
         * Properties of a RateOrder.
         * @deprecated Use lockstep.v1.RateOrder.$Properties instead.
         */
        interface IRateOrder extends lockstep.v1.RateOrder.$Properties {
        }

        /** Represents a RateOrder. */
        class RateOrder {

            /**
             * Constructs a new RateOrder.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RateOrder.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RateOrder number. */
            number: number;

            /** RateOrder value. */
            value: number;

            /**
             * Encodes the specified RateOrder message. Does not implicitly {@link lockstep.v1.RateOrder.verify|verify} messages.
             * @param message RateOrder message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RateOrder.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RateOrder message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RateOrder & lockstep.v1.RateOrder.$Shape} RateOrder
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RateOrder & lockstep.v1.RateOrder.$Shape;

            /**
             * Creates a RateOrder message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RateOrder
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.RateOrder;

            /**
             * Creates a plain object from a RateOrder message. Also converts values to other types if specified.
             * @param message RateOrder
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.RateOrder, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RateOrder to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RateOrder
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RateOrder {

            /** Properties of a RateOrder. */
            interface $Properties {

                /** RateOrder number */
                number?: (number|null);

                /** RateOrder value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RateOrder. */
            type $Shape = lockstep.v1.RateOrder.$Properties;
        }

        /**
         * Properties of a Member.
         * @deprecated Use lockstep.v1.Member.$Properties instead.
         */
        interface IMember extends lockstep.v1.Member.$Properties {
        }

        /** Represents a Member. */
        class Member {

            /**
             * Constructs a new Member.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Member.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Member workerId. */
            workerId: string;

            /** Member rank. */
            rank: number;

            /** Member address. */
            address: string;

            /** Member hasState. */
            hasState: boolean;

            /** Member committedSteps. */
            committedSteps: number;

            /**
             * Encodes the specified Member message. Does not implicitly {@link lockstep.v1.Member.verify|verify} messages.
             * @param message Member message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Member.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Member message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Member & lockstep.v1.Member.$Shape} Member
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Member & lockstep.v1.Member.$Shape;

            /**
             * Creates a Member message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Member
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Member;

            /**
             * Creates a plain object from a Member message. Also converts values to other types if specified.
             * @param message Member
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Member, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Member to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Member
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Member {

            /** Properties of a Member. */
            interface $Properties {

                /** Member workerId */
                workerId?: (string|null);

                /** Member rank */
                rank?: (number|null);

                /** Member address */
                address?: (string|null);

                /** Member hasState */
                hasState?: (boolean|null);

                /** Member committedSteps */
                committedSteps?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Member. */
            type $Shape = lockstep.v1.Member.$Properties;
        }

        /**
         * Properties of an Interrupt.
         * @deprecated Use lockstep.v1.Interrupt.$Properties instead.
         */
        interface IInterrupt extends lockstep.v1.Interrupt.$Properties {
        }

        /** Represents an Interrupt. */
        class Interrupt {

            /**
             * Constructs a new Interrupt.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Interrupt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Interrupt generation. */
            generation: number;

            /** Interrupt reason. */
            reason: string;

            /**
             * Encodes the specified Interrupt message. Does not implicitly {@link lockstep.v1.Interrupt.verify|verify} messages.
             * @param message Interrupt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Interrupt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Interrupt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Interrupt & lockstep.v1.Interrupt.$Shape} Interrupt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Interrupt & lockstep.v1.Interrupt.$Shape;

            /**
             * Creates an Interrupt message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Interrupt
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Interrupt;

            /**
             * Creates a plain object from an Interrupt message. Also converts values to other types if specified.
             * @param message Interrupt
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Interrupt, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Interrupt to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Interrupt
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Interrupt {

            /** Properties of an Interrupt. */
            interface $Properties {

                /** Interrupt generation */
                generation?: (number|null);

                /** Interrupt reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Interrupt. */
            type $Shape = lockstep.v1.Interrupt.$Properties;
        }

        /**
         * Properties of a Stop.
         * @deprecated Use lockstep.v1.Stop.$Properties instead.
         */
        interface IStop extends lockstep.v1.Stop.$Properties {
        }

        /** Represents a Stop. */
        class Stop {

            /**
             * Constructs a new Stop.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Stop.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Stop code. */
            code: string;

            /** Stop reason. */
            reason: string;

            /**
             * Encodes the specified Stop message. Does not implicitly {@link lockstep.v1.Stop.verify|verify} messages.
             * @param message Stop message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Stop.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Stop message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Stop & lockstep.v1.Stop.$Shape} Stop
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Stop & lockstep.v1.Stop.$Shape;

            /**
             * Creates a Stop message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Stop
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Stop;

            /**
             * Creates a plain object from a Stop message. Also converts values to other types if specified.
             * @param message Stop
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Stop, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Stop to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Stop
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Stop {

            /** Properties of a Stop. */
            interface $Properties {

                /** Stop code */
                code?: (string|null);

                /** Stop reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Stop. */
            type $Shape = lockstep.v1.Stop.$Properties;
        }

        /**
         * Properties of an UploadChunk.
         * @deprecated Use lockstep.v1.UploadChunk.$Properties instead.
         */
        interface IUploadChunk extends lockstep.v1.UploadChunk.$Properties {
        }

        /** Represents an UploadChunk. */
        class UploadChunk {

            /**
             * Constructs a new UploadChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.UploadChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadChunk path. */
            path: string;

            /** UploadChunk data. */
            data: Uint8Array;

            /** UploadChunk sha256. */
            sha256: string;

            /**
             * Encodes the specified UploadChunk message. Does not implicitly {@link lockstep.v1.UploadChunk.verify|verify} messages.
             * @param message UploadChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.UploadChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.UploadChunk & lockstep.v1.UploadChunk.$Shape} UploadChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.UploadChunk & lockstep.v1.UploadChunk.$Shape;

            /**
             * Creates an UploadChunk message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UploadChunk
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.UploadChunk;

            /**
             * Creates a plain object from an UploadChunk message. Also converts values to other types if specified.
             * @param message UploadChunk
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.UploadChunk, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UploadChunk to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for UploadChunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace UploadChunk {

            /** Properties of an UploadChunk. */
            interface $Properties {

                /** UploadChunk path */
                path?: (string|null);

                /** UploadChunk data */
                data?: (Uint8Array|null);

                /** UploadChunk sha256 */
                sha256?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadChunk. */
            type $Shape = lockstep.v1.UploadChunk.$Properties;
        }

        /**
         * Properties of a DownloadRequest.
         * @deprecated Use lockstep.v1.DownloadRequest.$Properties instead.
         */
        interface IDownloadRequest extends lockstep.v1.DownloadRequest.$Properties {
        }

        /** Represents a DownloadRequest. */
        class DownloadRequest {

            /**
             * Constructs a new DownloadRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.DownloadRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DownloadRequest path. */
            path: string;

            /**
             * Encodes the specified DownloadRequest message. Does not implicitly {@link lockstep.v1.DownloadRequest.verify|verify} messages.
             * @param message DownloadRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.DownloadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DownloadRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.DownloadRequest & lockstep.v1.DownloadRequest.$Shape} DownloadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.DownloadRequest & lockstep.v1.DownloadRequest.$Shape;

            /**
             * Creates a DownloadRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DownloadRequest
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.DownloadRequest;

            /**
             * Creates a plain object from a DownloadRequest message. Also converts values to other types if specified.
             * @param message DownloadRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.DownloadRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DownloadRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for DownloadRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DownloadRequest {

            /** Properties of a DownloadRequest. */
            interface $Properties {

                /** DownloadRequest path */
                path?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DownloadRequest. */
            type $Shape = lockstep.v1.DownloadRequest.$Properties;
        }

        /**
         * Properties of an UploadResponse.
         * @deprecated Use lockstep.v1.UploadResponse.$Properties instead.
         */
        interface IUploadResponse extends lockstep.v1.UploadResponse.$Properties {
        }

        /** Represents an UploadResponse. */
        class UploadResponse {

            /**
             * Constructs a new UploadResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.UploadResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadResponse bytes. */
            bytes: number;

            /**
             * Encodes the specified UploadResponse message. Does not implicitly {@link lockstep.v1.UploadResponse.verify|verify} messages.
             * @param message UploadResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.UploadResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.UploadResponse & lockstep.v1.UploadResponse.$Shape} UploadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.UploadResponse & lockstep.v1.UploadResponse.$Shape;

            /**
             * Creates an UploadResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UploadResponse
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.UploadResponse;

            /**
             * Creates a plain object from an UploadResponse message. Also converts values to other types if specified.
             * @param message UploadResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.UploadResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UploadResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for UploadResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace UploadResponse {

            /** Properties of an UploadResponse. */
            interface $Properties {

                /** UploadResponse bytes */
                bytes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadResponse. */
            type $Shape = lockstep.v1.UploadResponse.$Properties;
        }

        /**
         * Properties of a ReadRequest.
         * @deprecated Use lockstep.v1.ReadRequest.$Properties instead.
         */
        interface IReadRequest extends lockstep.v1.ReadRequest.$Properties {
        }

        /** Represents a ReadRequest. */
        class ReadRequest {

            /**
             * Constructs a new ReadRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ReadRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadRequest runId. */
            runId: string;

            /** ReadRequest split. */
            split: string;

            /** ReadRequest records. */
            records: number[];

            /**
             * Encodes the specified ReadRequest message. Does not implicitly {@link lockstep.v1.ReadRequest.verify|verify} messages.
             * @param message ReadRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ReadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadRequest & lockstep.v1.ReadRequest.$Shape} ReadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ReadRequest & lockstep.v1.ReadRequest.$Shape;

            /**
             * Creates a ReadRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReadRequest
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.ReadRequest;

            /**
             * Creates a plain object from a ReadRequest message. Also converts values to other types if specified.
             * @param message ReadRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.ReadRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReadRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for ReadRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReadRequest {

            /** Properties of a ReadRequest. */
            interface $Properties {

                /** ReadRequest runId */
                runId?: (string|null);

                /** ReadRequest split */
                split?: (string|null);

                /** ReadRequest records */
                records?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadRequest. */
            type $Shape = lockstep.v1.ReadRequest.$Properties;
        }

        /**
         * Properties of a RecordPiece.
         * @deprecated Use lockstep.v1.RecordPiece.$Properties instead.
         */
        interface IRecordPiece extends lockstep.v1.RecordPiece.$Properties {
        }

        /** Represents a RecordPiece. */
        class RecordPiece {

            /**
             * Constructs a new RecordPiece.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RecordPiece.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RecordPiece data. */
            data: Uint8Array;

            /** RecordPiece readMs. */
            readMs: number;

            /**
             * Encodes the specified RecordPiece message. Does not implicitly {@link lockstep.v1.RecordPiece.verify|verify} messages.
             * @param message RecordPiece message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RecordPiece.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RecordPiece message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RecordPiece & lockstep.v1.RecordPiece.$Shape} RecordPiece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RecordPiece & lockstep.v1.RecordPiece.$Shape;

            /**
             * Creates a RecordPiece message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RecordPiece
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.RecordPiece;

            /**
             * Creates a plain object from a RecordPiece message. Also converts values to other types if specified.
             * @param message RecordPiece
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.RecordPiece, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RecordPiece to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RecordPiece
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RecordPiece {

            /** Properties of a RecordPiece. */
            interface $Properties {

                /** RecordPiece data */
                data?: (Uint8Array|null);

                /** RecordPiece readMs */
                readMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RecordPiece. */
            type $Shape = lockstep.v1.RecordPiece.$Properties;
        }

        /**
         * Properties of a Piece.
         * @deprecated Use lockstep.v1.Piece.$Properties instead.
         */
        interface IPiece extends lockstep.v1.Piece.$Properties {
        }

        /** Represents a Piece. */
        class Piece {

            /**
             * Constructs a new Piece.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Piece.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Piece data. */
            data: Uint8Array;

            /**
             * Encodes the specified Piece message. Does not implicitly {@link lockstep.v1.Piece.verify|verify} messages.
             * @param message Piece message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Piece.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Piece message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Piece & lockstep.v1.Piece.$Shape} Piece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Piece & lockstep.v1.Piece.$Shape;

            /**
             * Creates a Piece message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Piece
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Piece;

            /**
             * Creates a plain object from a Piece message. Also converts values to other types if specified.
             * @param message Piece
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Piece, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Piece to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Piece
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Piece {

            /** Properties of a Piece. */
            interface $Properties {

                /** Piece data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Piece. */
            type $Shape = lockstep.v1.Piece.$Properties;
        }

        /**
         * Properties of a PredictRequest.
         * @deprecated Use lockstep.v1.PredictRequest.$Properties instead.
         */
        interface IPredictRequest extends lockstep.v1.PredictRequest.$Properties {
        }

        /** Represents a PredictRequest. */
        class PredictRequest {

            /**
             * Constructs a new PredictRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.PredictRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PredictRequest model. */
            model: string;

            /** PredictRequest instances. */
            instances: lockstep.v1.Instance.$Properties[];

            /**
             * Encodes the specified PredictRequest message. Does not implicitly {@link lockstep.v1.PredictRequest.verify|verify} messages.
             * @param message PredictRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.PredictRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PredictRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.PredictRequest & lockstep.v1.PredictRequest.$Shape} PredictRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.PredictRequest & lockstep.v1.PredictRequest.$Shape;

            /**
             * Creates a PredictRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PredictRequest
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.PredictRequest;

            /**
             * Creates a plain object from a PredictRequest message. Also converts values to other types if specified.
             * @param message PredictRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.PredictRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PredictRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for PredictRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PredictRequest {

            /** Properties of a PredictRequest. */
            interface $Properties {

                /** PredictRequest model */
                model?: (string|null);

                /** PredictRequest instances */
                instances?: (lockstep.v1.Instance.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PredictRequest. */
            type $Shape = {
              model?: string|null;
              instances?: lockstep.v1.Instance.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of an Instance.
         * @deprecated Use lockstep.v1.Instance.$Properties instead.
         */
        interface IInstance extends lockstep.v1.Instance.$Properties {
        }

        /** Represents an Instance. */
        class Instance {

            /**
             * Constructs a new Instance.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Instance.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Instance json. */
            json?: (string|null);

            /** Instance text. */
            text?: (string|null);

            /** Instance file. */
            file?: (Uint8Array|null);

            /** Instance kind. */
            kind?: ("json"|"text"|"file");

            /**
             * Encodes the specified Instance message. Does not implicitly {@link lockstep.v1.Instance.verify|verify} messages.
             * @param message Instance message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Instance.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Instance message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Instance & lockstep.v1.Instance.$Shape} Instance
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Instance & lockstep.v1.Instance.$Shape;

            /**
             * Creates an Instance message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Instance
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Instance;

            /**
             * Creates a plain object from an Instance message. Also converts values to other types if specified.
             * @param message Instance
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Instance, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Instance to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Instance
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Instance {

            /** Properties of an Instance. */
            interface $Properties {

                /** Instance json */
                json?: (string|null);

                /** Instance text */
                text?: (string|null);

                /** Instance file */
                file?: (Uint8Array|null);

                /** Instance kind */
                kind?: ("json"|"text"|"file");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Instance. */
            type $Shape = {
              json?: string|null;
              text?: string|null;
              file?: Uint8Array|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; json?: null; text?: null; file?: null }|{ kind?: "json"; json: string; text?: null; file?: null }|{ kind?: "text"; json?: null; text: string; file?: null }|{ kind?: "file"; json?: null; text?: null; file: Uint8Array })
            );
        }

        /**
         * Properties of a PredictResponse.
         * @deprecated Use lockstep.v1.PredictResponse.$Properties instead.
         */
        interface IPredictResponse extends lockstep.v1.PredictResponse.$Properties {
        }

        /** Represents a PredictResponse. */
        class PredictResponse {

            /**
             * Constructs a new PredictResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.PredictResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PredictResponse answers. */
            answers: lockstep.v1.Answer.$Properties[];

            /**
             * Encodes the specified PredictResponse message. Does not implicitly {@link lockstep.v1.PredictResponse.verify|verify} messages.
             * @param message PredictResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.PredictResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PredictResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.PredictResponse & lockstep.v1.PredictResponse.$Shape} PredictResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.PredictResponse & lockstep.v1.PredictResponse.$Shape;

            /**
             * Creates a PredictResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PredictResponse
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.PredictResponse;

            /**
             * Creates a plain object from a PredictResponse message. Also converts values to other types if specified.
             * @param message PredictResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.PredictResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PredictResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for PredictResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PredictResponse {

            /** Properties of a PredictResponse. */
            interface $Properties {

                /** PredictResponse answers */
                answers?: (lockstep.v1.Answer.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PredictResponse. */
            type $Shape = lockstep.v1.PredictResponse.$Properties;
        }

        /**
         * Properties of an Answer.
         * @deprecated Use lockstep.v1.Answer.$Properties instead.
         */
        interface IAnswer extends lockstep.v1.Answer.$Properties {
        }

        /** Represents an Answer. */
        class Answer {

            /**
             * Constructs a new Answer.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Answer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Answer outputs. */
            outputs: { [k: string]: lockstep.v1.Numbers.$Properties };

            /** Answer class. */
            class: string;

            /** Answer probabilities. */
            probabilities: { [k: string]: number };

            /**
             * Encodes the specified Answer message. Does not implicitly {@link lockstep.v1.Answer.verify|verify} messages.
             * @param message Answer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Answer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Answer & lockstep.v1.Answer.$Shape} Answer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Answer & lockstep.v1.Answer.$Shape;

            /**
             * Creates an Answer message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Answer
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Answer;

            /**
             * Creates a plain object from an Answer message. Also converts values to other types if specified.
             * @param message Answer
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Answer, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Answer to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Answer
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Answer {

            /** Properties of an Answer. */
            interface $Properties {

                /** Answer outputs */
                outputs?: ({ [k: string]: lockstep.v1.Numbers.$Properties }|null);

                /** Answer class */
                "class"?: (string|null);

                /** Answer probabilities */
                probabilities?: ({ [k: string]: number }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Answer. */
            type $Shape = lockstep.v1.Answer.$Properties;
        }

        /**
         * Properties of a Numbers.
         * @deprecated Use lockstep.v1.Numbers.$Properties instead.
         */
        interface INumbers extends lockstep.v1.Numbers.$Properties {
        }

        /** Represents a Numbers. */
        class Numbers {

            /**
             * Constructs a new Numbers.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Numbers.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Numbers values. */
            values: number[];

            /**
             * Encodes the specified Numbers message. Does not implicitly {@link lockstep.v1.Numbers.verify|verify} messages.
             * @param message Numbers message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Numbers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Numbers message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Numbers & lockstep.v1.Numbers.$Shape} Numbers
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Numbers & lockstep.v1.Numbers.$Shape;

            /**
             * Creates a Numbers message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Numbers
             */
            static fromObject(object: { [k: string]: any }): lockstep.v1.Numbers;

            /**
             * Creates a plain object from a Numbers message. Also converts values to other types if specified.
             * @param message Numbers
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: lockstep.v1.Numbers, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Numbers to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Numbers
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Numbers {

            /** Properties of a Numbers. */
            interface $Properties {

                /** Numbers values */
                values?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Numbers. */
            type $Shape = lockstep.v1.Numbers.$Properties;
        }
    }
}
